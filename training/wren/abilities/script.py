"""A script: what the user will say, before any voice or time is chosen."""
from dataclasses import dataclass, field
import random


@dataclass
class Script:
    """parts: what the user says, each part one rendered utterance; facts: what the performance must know."""
    ability: str
    parts: list[list[str]]
    facts: dict = field(default_factory=dict)


def fill(template: str, rng: random.Random, **choices) -> list[str]:
    """'say {x} in {n} seconds' -> words; a choice is a list to draw from or the words themselves."""
    words = []
    for piece in template.split():
        if piece.startswith("{"):
            value = choices[piece[1:-1]]
            value = rng.choice(value) if isinstance(value, list) else value
            words += value.split()
        else:
            words.append(piece)
    return words


def hesitate(sentence: list[str], rng: random.Random, chance: float, complete_at: int) -> list[list[str]]:
    """Sometimes the user stops in mid-sentence, sometimes with 'um': the sentence becomes two parts.

    complete_at: words after which the sentence could already be answered; the user stops before that.
    """
    if complete_at < 2 or rng.random() > chance:
        return [sentence]
    cut = rng.randint(1, complete_at - 1)
    filler = rng.choice([[], [], ["um"], ["uh"]])
    return [sentence[:cut] + filler, sentence[cut:]]


def hear_sentence(stage, utterances, rng, pause=(.5, 2.5)):
    """The parts of one sentence, with the hesitation's pause between them; returns the last part's place."""
    for i, utterance in enumerate(utterances):
        if i:
            stage.wait(rng.uniform(*pause))
        heard = stage.hear(utterance)
    return heard
