"""'Say every animal in spanish': the words come one by one, right behind the user's."""
import random
from ..words import ANIMALS, COLOURS, LIST, SPANISH, UNITS
from .animals import PLAIN, SENTENCES
from .follow import ENOUGH, begin, finish, follow
from .script import Script, fill
from .phrases import ADJECTIVES

REQUESTS = {
    "animals": ["say every animal in spanish", "say each animal in spanish", "translate the animals into spanish", "translate every animal into spanish",
                "please say the animals in spanish", "listen to my story and say the animals in spanish", "translate each animal i name into spanish"],
    "colours": ["say every color in spanish", "translate the colors into spanish", "say each color in spanish please", "translate every color i name into spanish"],
    "numbers": ["say every number in spanish", "translate the numbers into spanish", "say each number in spanish please", "translate every number i say into spanish"],
    "all": ["say every word in spanish", "translate every word into spanish", "translate my words into spanish", "please translate each word into spanish",
            "say it in spanish word by word", "translate into spanish", "translate this into spanish", "say each word i say in spanish"],
}
KINDS = {"animals": ANIMALS, "colours": COLOURS, "numbers": UNITS[1:11], "all": list(SPANISH)}
OTHERS = sorted(set(SPANISH) - set(ANIMALS) - set(COLOURS) - set(UNITS))
STORY = [
    "the {other} and the {other}", "i have a {colour} {other}", "there is a {other} near the {other}", "give me the {other} please", "{number} {animal} and {number} {other}",
    "my {other} has a {colour} {animal}", "the {colour} {other} is by the {other}", "i need {other} and {other}", "she bought {number} {other}", "a {other} a {other} and a {other}",
    "the {animal} is in the {other}", "look at the {colour} {other}", "in the {other} there was a {colour} {other}", "{number} {number} {number}", "{colour} and {colour}",
    "{number} {colour} {animal}", "the {other} is {colour} and the {other} is {colour}", "the {other} saw a {animal}",
]


def write(rng: random.Random) -> Script:
    mode = rng.choices(list(REQUESTS), [.25, .1, .15, .5])[0]
    parts = [rng.choice(REQUESTS[mode]).split()]
    for _ in range(rng.randint(2, 4)):
        kind = rng.random()
        if kind < .35:
            parts.append(rng.choices(KINDS[mode] if rng.random() < .8 else list(SPANISH), k=rng.randint(1, 4)))
        else:
            template = rng.choice(STORY) if kind < .75 else rng.choice(SENTENCES) if kind < .93 else rng.choice(PLAIN)
            parts.append(fill(template, rng, animal=ANIMALS, colour=COLOURS, number=UNITS[1:11], other=OTHERS, adjective=ADJECTIVES))
    facts = {"mode": mode}
    if rng.random() < .5:
        facts["enough"] = len(parts)
        parts.append(rng.choice(ENOUGH).split())
    return Script("translation", parts, facts)


def perform(stage, script: Script, utterances: list, rng: random.Random):
    story = list(utterances)
    enough = story.pop(script.facts["enough"]) if "enough" in script.facts else None
    begin(stage, story.pop(0), LIST)
    stage.wait(rng.uniform(.1, 1))
    wanted = set(KINDS[script.facts["mode"]])
    follow(stage, story, lambda word: SPANISH[word] if word in wanted else None, rng)
    if enough is not None:
        finish(stage, enough)
