"""Speech that asks nothing of the model: it listens and stays silent."""
import random
from ..words import WORDS
from .phrases import STATEMENTS, UNKNOWN, statement_choices
from .script import Script, fill


def write(rng: random.Random) -> Script:
    if rng.random() < .35:
        return Script("chatter", [fill(rng.choice(STATEMENTS), rng, **statement_choices(rng)) for _ in range(rng.randint(1, 3))])
    words = rng.choices(WORDS, k=rng.randint(1, 8))
    return Script("chatter", [[w if rng.random() > .08 else rng.choice(UNKNOWN) for w in words]])


def perform(stage, script: Script, utterances: list, rng: random.Random):
    for utterance in utterances:
        stage.hear(utterance)
        stage.wait(rng.uniform(.2, 1.5))
