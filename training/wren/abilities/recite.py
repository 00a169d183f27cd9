"""The user counts, or says the days; where a word is wrong or left out, the model says the right one, at once."""
import random
from ..words import DAYS_OF_WEEK, LIST, UNITS
from .follow import ENOUGH, begin, finish, follow
from .script import Script

SEQUENCES = {"numbers": UNITS[1:], "days": DAYS_OF_WEEK}
REQUESTS = {
    "numbers": ["check me when i count", "check my numbers", "please check my numbers", "listen to me count", "listen and check my numbers",
                "check that i count right", "tell me when i don't count right"],
    "days": ["check me when i say the days", "check my days of the week", "listen to me say the days of the week", "please check the days of the week",
             "listen and check my days", "check that i say the days right"],
}
FROM_THE_START = .7         # of the recitals
WITHOUT_MISTAKE = .25
MISTAKE = .25               # of the words of the others, but the first
AGAIN = .5                  # of the mistakes before a pause are said again, now right


def write(rng: random.Random) -> Script:
    what = rng.choices(list(SEQUENCES), [.6, .4])[0]
    facts = {"what": what, "right": []}
    parts = [rng.choice(REQUESTS[what]).split(), *_recital(SEQUENCES[what], facts["right"], rng)]
    if rng.random() < .5:
        facts["enough"] = len(parts)
        parts.append(rng.choice(ENOUGH).split())
    return Script("recite", parts, facts)


def _recital(sequence: list[str], right: list, rng: random.Random) -> list[list[str]]:
    """What is said, in parts with pauses between them; `right` gets for each word what it should have been, or None.

    After a mistake the user may go on from there, say the word again as it should be, or go on as if it had been.
    """
    mistake = 0 if rng.random() < WITHOUT_MISTAKE else MISTAKE
    place = 0 if rng.random() < FROM_THE_START else rng.randrange(len(sequence))
    circle = len(sequence) == len(DAYS_OF_WEEK)
    parts = []
    for _ in range(rng.randint(2, 4)):
        part, again = [], None
        for _ in range(rng.randint(2, 5)):
            if place >= len(sequence) and not circle:
                break
            wrong = place + rng.choice([-3, -2, 1, 1, 1, 2, 3])
            if right and rng.random() < mistake and (circle or 0 <= wrong < len(sequence)):
                part.append(sequence[wrong % len(sequence)])
                right.append(sequence[place % len(sequence)])
                again, place = place, wrong + 1
            else:
                part.append(sequence[place % len(sequence)])
                right.append(None)
                again, place = None, place + 1
        if part:
            parts.append(part)
        if again is not None:
            place = again if rng.random() < AGAIN else again + 1
    return parts


def perform(stage, script: Script, utterances: list, rng: random.Random):
    recital, right = list(utterances), iter(script.facts["right"])
    enough = recital.pop(script.facts["enough"]) if "enough" in script.facts else None
    begin(stage, recital.pop(0), LIST)
    stage.wait(rng.uniform(.1, 1))
    follow(stage, recital, lambda word: next(right), rng)
    if enough is not None:
        finish(stage, enough)
