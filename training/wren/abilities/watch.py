"""What the camera shows: repetitions are counted, starts and stops told, slouching noticed, things called or named when they appear."""
import math
import random
from ..drawing import ACTIONS, EXERCISES, FRAMES_PER_SECOND, PALETTE, PRE_ROLL, SHAPES
from ..stage import RESPONSE, TURN
from ..words import COUNTER, UNITS
from .follow import ENOUGH, finish
from .script import Script, fill

REQUESTS = {
    "count": ["count my {what}", "please count my {what}", "count the {what} i do", "watch me and count my {what}", "can you count my {what}",
              "keep count of my {what}", "count my repetitions", "count my reps", "count every repetition", "count my {what} please"],
    "action": ["tell me when i start and stop {what}", "say start and stop when i am {what}", "say when i start {what} and when i stop",
               "watch me and tell me when i start and stop {what}", "tell me when i start {what} and when i stop"],
    "posture": ["watch my posture", "tell me when i slouch", "tell me if i slouch", "keep an eye on my posture", "tell me when i am slouching",
                "please watch my posture", "tell me to sit up when i slouch", "watch how i sit"],
    "appear": ["tell me when you see {what}", "say now when you see {what}", "tell me when {what} appears", "watch for {what}", "say when you see {what}",
               "please tell me when you see {what}"],
    "name": ["tell me what appears", "say what appears", "tell me what new things you see", "name each thing that appears", "tell me everything that appears",
             "name what appears", "please tell me what appears", "say the name of each thing that appears"],
}
BLIND = "i need your camera"
#: Seconds from what happens to the word for it: what a body does is seen coming.
DELAYS = {"repetition": .25, "slouch": .4}
#: Seconds to the word from the first picture that can show it: so much and no less, or every moment of a range were a bad guess.
AFTER_PICTURE = {"start": .5, "stop": .6}
AFTER_PICTURE_OF_THING = .3
DOUBTFUL = "slouch", "appear"      # seen better with every picture
SAID = {"start": "start", "stop": "stop", "slouch": "sit up", "appear": "now"}


def write(rng: random.Random) -> Script:
    kind = rng.choices(list(REQUESTS), [.22, .26, .12, .22, .18])[0]
    what = {"count": lambda: rng.choice(EXERCISES), "action": lambda: rng.choice(ACTIONS), "posture": lambda: "", "appear": lambda: _thing(rng), "name": lambda: ""}[kind]()
    named = what if kind != "appear" else "something " + what if what in PALETTE else "a " + what
    facts = {"kind": kind, "what": what, "blind": rng.random() < .12}
    parts = [fill(rng.choice(REQUESTS[kind]), rng, what=named)]
    if kind == "count" and rng.random() < .5:
        facts["enough"] = True
        parts.append(rng.choice(ENOUGH).split())
    return Script("watch", parts, facts)


def _thing(rng: random.Random) -> str:
    kind = rng.random()
    return rng.choice(list(PALETTE)) if kind < .4 else rng.choice(SHAPES) if kind < .5 else f"{rng.choice(list(PALETTE))} {rng.choice(SHAPES)}"


def perform(stage, script: Script, utterances: list, rng: random.Random):
    facts = script.facts
    if stage.films is None:
        return
    film = None if facts["blind"] else stage.films.choose(facts["kind"], facts["what"], rng)
    heard = stage.hear(utterances[0])
    if film is None:
        stage.dark(heard.start)
        stage.now = max(stage.now, stage.say(BLIND.split(), heard.end + RESPONSE))
        return
    start = stage.show(film, heard.end + rng.uniform(.2, .8) - PRE_ROLL)
    if facts["kind"] == "count":
        stage.act([COUNTER], heard.end + RESPONSE)
    done = stage.say(["okay"], heard.end + RESPONSE)
    count = 0
    for time, name in film.events:
        at = start + told(name, time)
        if name in DOUBTFUL:
            at += stage.hesitation(rng, TURN)
        if name == "repetition":
            count += 1
            stage.next(at)
        done = stage.say([UNITS[min(count, 19)]] if name == "repetition" else SAID.get(name, name).split(), at)
    end = start + film.seconds
    if "enough" in facts:
        stage.now = max(stage.now, done + rng.uniform(.2, 1))
        finish(stage, utterances[1])
    stage.now = max(stage.now, done, end)
    stage.dark(stage.now)


def told(name: str, time: float) -> float:
    """When an event of a film is told, in seconds of the film."""
    if name in DELAYS:
        return time + DELAYS[name]
    return math.ceil(time * FRAMES_PER_SECOND) / FRAMES_PER_SECOND + AFTER_PICTURE.get(name, AFTER_PICTURE_OF_THING)
