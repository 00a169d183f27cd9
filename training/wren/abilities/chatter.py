"""Speech that asks nothing of the model: it listens and stays silent."""
import random
from ..words import WORDS
from .phrases import ADDRESSED, STATEMENTS, UNKNOWN, statement_choices
from .script import Script, fill

OTHERS = "chatter", "chatter addressed", "read"     # kinds of talk that is not for the model
OVERHEARD = .4              # of the performances are instead the talk of several people
FURTHER = (3, 18)           # decibels


def write(rng: random.Random) -> Script:
    if rng.random() < .2:
        return Script("chatter", [fill(rng.choice(ADDRESSED), rng, **statement_choices(rng)) for _ in range(rng.randint(1, 2))], {"mode": "addressed"})
    if rng.random() < .4:
        return Script("chatter", [fill(rng.choice(STATEMENTS), rng, **statement_choices(rng)) for _ in range(rng.randint(1, 3))])
    words = rng.choices(WORDS, k=rng.randint(1, 8))
    return Script("chatter", [[w if rng.random() > .08 else rng.choice(UNKNOWN) for w in words]])


def perform(stage, script: Script, utterances: list, rng: random.Random):
    if stage.others is not None and rng.random() < OVERHEARD:
        utterances = overheard(stage, rng)
    for utterance in utterances:
        stage.hear(utterance)
        stage.wait(rng.uniform(.2, 2))


def overheard(stage, rng: random.Random) -> list:
    """People talk to each other, further away than who talks to the model."""
    people = [stage.others(*OTHERS)[1] for _ in range(rng.randint(3, 8))]
    decibels = rng.uniform(*FURTHER)
    return [utterance.softer(decibels) for said in people for utterance in said]
