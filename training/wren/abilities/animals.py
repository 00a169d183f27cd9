"""A story is told; on request the model echoes or counts the animals in it, at once, while the user goes on."""
import random
from ..stage import POSITION, RESPONSE
from ..words import ANIMALS, COLOURS, UNITS
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
ENOUGH = ["okay stop", "that's it thank you", "stop", "that's enough thank you", "okay thank you"]


def write(rng: random.Random) -> Script:
    mode = rng.choices(["echo", "count", "plain"], [.45, .35, .2])[0]
    parts = [] if mode == "plain" else [rng.choice(ECHO if mode == "echo" else COUNT).split()]
    for _ in range(rng.randint(2, 5)):
        template = rng.choice(SENTENCES) if rng.random() < .8 else rng.choice(PLAIN)
        parts.append(fill(template, rng, animal=ANIMALS, adjective=ADJECTIVES, colour=COLOURS))
    facts = {"mode": mode}
    if mode != "plain" and rng.random() < .5:
        facts["enough"] = len(parts)
        parts.append(rng.choice(ENOUGH).split())
    return Script("animals", parts, facts)


def perform(stage, script: Script, utterances: list, rng: random.Random):
    facts, story = script.facts, list(utterances)
    enough = story.pop(facts["enough"]) if "enough" in facts else None
    if facts["mode"] != "plain":
        heard = stage.hear(story.pop(0))
        stage.now = max(stage.now, stage.say(["okay"], heard.end + RESPONSE)) + rng.uniform(.1, 1)
    count = 0
    for sentence in story:
        heard = stage.hear(sentence)
        free = 0.0
        for word, end in zip(sentence.words, heard.ends):
            if word in ANIMALS and facts["mode"] != "plain":
                count += 1
                # Two animals in quick succession: the second waits until the first is written.
                at = max(end + 3 * POSITION, free)
                stage.say([word if facts["mode"] == "echo" else UNITS[min(count, 19)]], at)
                free = at + 2 * POSITION
        pause = rng.uniform(.2, 1.6)
        if facts["mode"] == "plain" and pause > .8:
            stage.say(["mhm"], heard.end + .4, backchannel=True)
        stage.wait(pause)
    if enough is not None:
        heard = stage.hear(enough)
        stage.now = max(stage.now, stage.say(["okay"], heard.end + RESPONSE))
