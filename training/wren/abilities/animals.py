"""A story is told; on request the model echoes or counts the animals in it, at once, while the user goes on."""
import itertools
import random
from ..words import ANIMALS, COLOURS, COUNTER, LIST, UNITS, WORDS
from .follow import ENOUGH, begin, finish, follow
from .phrases import ADJECTIVES
from .script import Script, fill

ECHO = ["repeat every animal i name", "say every animal i mention", "repeat the animals in my story", "say each animal i name",
        "please repeat every animal", "listen to my story and say every animal", "name every animal in my story"]
COUNT = ["count the animals in my story", "count every animal i name", "please count the animals", "count each animal i mention",
         "listen and count the animals", "count the animals while i read"]
SENTENCES = [
    "once upon a time there was a {animal}", "there was a {adjective} {animal} by the river", "the {animal} met a {animal} in the forest",
    "a {animal} and a {animal} went to the farm", "then i saw a {adjective} {colour} {animal}", "the man had a {animal} at home",
    "suddenly a {animal} came out of the house", "we walked down the road and saw a {animal}", "the {animal} looked at the {animal}",
    "she said the {animal} was sleeping under the tree", "the {animal} ran into the field and then came back", "my friend has a {colour} {animal} and a {animal}",
    "near the lake an old {animal} was eating", "the boy followed the {animal} up the hill", "behind the house there was a {animal}",
    "and then the {animal} the {animal} and the {animal} went home", "the girl and her {animal} lived in a small village",
]
PLAIN = ["it was a very long day", "they were all very happy", "the woman looked at the river and sat down", "then they went home",
         "he walked over the hill and into the forest", "it was night and the wind was cold", "the old man said nothing"]

PLAIN_WORDS = [word for word in WORDS if word not in ANIMALS]


def write(rng: random.Random) -> Script:
    mode = rng.choices(["echo", "count", "plain"], [.45, .35, .2])[0]
    parts = [] if mode == "plain" else [rng.choice(ECHO if mode == "echo" else COUNT).split()]
    for _ in range(rng.randint(2, 5)):
        template = _rambling(rng) if rng.random() < .5 else rng.choice(SENTENCES) if rng.random() < .8 else rng.choice(PLAIN)
        parts.append(fill(template, rng, animal=ANIMALS, adjective=ADJECTIVES, colour=COLOURS))
    facts = {"mode": mode}
    if mode != "plain" and rng.random() < .5:
        facts["enough"] = len(parts)
        parts.append(rng.choice(ENOUGH).split())
    return Script("animals", parts, facts)


def _rambling(rng: random.Random) -> str:
    """Any words, few or no animals among them: whoever only knows stories hears animals where there are none."""
    words = rng.choices(PLAIN_WORDS, k=rng.randint(3, 8))
    for _ in range(rng.choice([0, 1, 1, 2])):
        words.insert(rng.randint(1, len(words)), "{animal}")
    return " ".join(words)


def perform(stage, script: Script, utterances: list, rng: random.Random):
    mode, story = script.facts["mode"], list(utterances)
    enough = story.pop(script.facts["enough"]) if "enough" in script.facts else None
    if mode == "plain":
        def agree(heard, pause):
            if pause > 1.2:
                stage.say(["mhm"], heard.end + .4, backchannel=True)
        follow(stage, story, lambda word: None, rng, agree)
        return
    begin(stage, story.pop(0), LIST if mode == "echo" else COUNTER)
    stage.wait(rng.uniform(.1, 1))
    counted = itertools.count(1)

    def answer(word):
        if word not in ANIMALS:
            return None
        return word if mode == "echo" else UNITS[min(next(counted), 19)]
    follow(stage, story, answer, rng)
    if enough is not None:
        finish(stage, enough)
