"""'Say stop in four seconds', 'every five seconds', 'how long was that': the word comes at its time, whatever is said meanwhile."""
import random
from ..words import ANIMALS, CITIES, COLOURS, END, TIMER, UNITS, cardinal
from ..stage import RESPONSE
from .follow import ENOUGH, finish
from .phrases import NEVER_MIND, STATEMENTS, statement_choices
from .script import Script, fill, hear_sentence, hesitate

REQUESTS = ["say {what} in {n} seconds", "please say {what} in {n} seconds", "can you say {what} in {n} seconds", "in {n} seconds say {what}",
            "say {what} after {n} seconds", "tell me {what} in {n} seconds", "in {n} seconds please say {what}", "say {what} {n} seconds from now",
            "could you say {what} in {n} seconds please", "i want you to say {what} in {n} seconds"]
WORDS_TO_SAY = ["stop", "go", "now", "hello", "goodbye", "yes", "no", "ready", "time", "lunch", "coffee", "tea", "thank you", "good morning",
                "wait", "start", "open", "close", "left", "right", "up", "down", "red light", "green light", "time is up", "look up", "water"]
EVERY = ["say {what} every {n} seconds", "please say {what} every {n} seconds", "every {n} seconds say {what}", "tell me {what} every {n} seconds"]
STOPWATCH = ["start the stopwatch", "start timing", "start a stopwatch please", "time this for me", "start the stopwatch now", "start timing now"]
HOW_LONG = ["how long was that", "stop how long was that", "okay how long was that", "how many seconds was that", "stop how many seconds was that", "how long did that take"]
SHORTEST, LONGEST = 2, 12
OFTEN, SELDOM = 2, 5        # seconds between the words of 'every'
TIMES = 2, 5                # how often 'every' comes before the user ends it
SPREAD = (-.15, .15)        # seconds


def write(rng: random.Random) -> Script:
    kind = rng.choices(["in", "every", "how long"], [.5, .28, .22])[0]
    if kind == "how long":
        aside = [fill(rng.choice(STATEMENTS), rng, **statement_choices(rng))] if rng.random() < .4 else []
        return Script("timed", [rng.choice(STOPWATCH).split(), *aside, rng.choice(HOW_LONG).split()], {"kind": kind, "seconds": rng.uniform(1.5, 14)})
    what = _what(rng)
    if kind == "every":
        seconds = rng.randint(OFTEN, SELDOM)
        return Script("timed", [fill(rng.choice(EVERY), rng, what=what, n=UNITS[seconds]), rng.choice(ENOUGH).split()],
                      {"kind": kind, "seconds": seconds, "what": what})
    seconds = rng.randint(SHORTEST, LONGEST)
    sentence = fill(rng.choice(REQUESTS), rng, what=what, n=UNITS[seconds])
    parts = hesitate(sentence, rng, .2, len(sentence) - 1)
    facts = {"sentence": len(parts), "seconds": seconds, "what": what}
    aside = rng.random()
    if aside < .3:
        facts["aside"] = len(parts)
        parts = parts + [fill(rng.choice(STATEMENTS), rng, **statement_choices(rng))]
    elif aside < .4:
        facts["cancel"] = len(parts)
        parts = parts + [rng.choice(NEVER_MIND).split()]
    return Script("timed", parts, facts)


def _what(rng: random.Random) -> str:
    kind = rng.random()
    return (rng.choice(WORDS_TO_SAY) if kind < .6 else rng.choice(ANIMALS + COLOURS) if kind < .8 else rng.choice(CITIES) if kind < .9
            else rng.choice(UNITS[1:]))


def perform(stage, script: Script, utterances: list, rng: random.Random):
    kind = script.facts.get("kind", "in")
    (_in if kind == "in" else _every if kind == "every" else _how_long)(stage, script.facts, utterances, rng)


def _in(stage, facts: dict, utterances: list, rng: random.Random):
    heard = hear_sentence(stage, [utterances[i] for i in range(facts["sentence"])], rng)
    due = heard.end + facts["seconds"]
    stage.act([TIMER, UNITS[facts["seconds"]], END], heard.end + RESPONSE)
    extra = next((utterances[facts[k]] for k in ("aside", "cancel") if k in facts), None)
    at = heard.end + rng.uniform(.4, max(.5, facts["seconds"] - (extra.seconds if extra else 0) - .8))
    if extra is not None and ("aside" in facts or at + extra.seconds + .4 < due):
        place = stage.hear(extra, max(stage.now, at))
        if "cancel" in facts:
            stage.close(place.end + RESPONSE)
            stage.now = max(stage.now, stage.say(["okay"], place.end + RESPONSE))
            return
    # The word is heard one micro-turn after it is written. Within the spread the moment is free: a network that has not
    # spoken when it ends learns that it must now, so that it does not miss its time by doubting it.
    stage.close(due)
    done = stage.say(facts["what"].split(), due - .2 + rng.uniform(*SPREAD))
    # Now and then the story goes on while the timer runs, or nobody says anything for as long again: once is enough.
    stage.now = max(stage.now, done if extra is not None or rng.random() < .7 else stage.now + .5)
    if rng.random() < .4:
        stage.now = max(stage.now, done) + rng.uniform(.5, 1.3) * facts["seconds"]


def _every(stage, facts: dict, utterances: list, rng: random.Random):
    heard = stage.hear(utterances[0])
    start = heard.end + .2
    for i in range(1, rng.randint(*TIMES) + 1):
        done = stage.say(facts["what"].split(), heard.end + i * facts["seconds"] - .2 + rng.uniform(*SPREAD))
    stage.now = max(stage.now, start, done - rng.uniform(0, .3) + rng.uniform(.1, max(.2, facts["seconds"] - 1.6)))
    finish(stage, utterances[1], card=False)


def _how_long(stage, facts: dict, utterances: list, rng: random.Random):
    heard = stage.hear(utterances[0])
    stage.say(["okay"], heard.end + RESPONSE)
    if len(utterances) > 2:
        stage.hear(utterances[1], stage.now + rng.uniform(.6, 2))
    asked = stage.hear(utterances[-1], max(stage.now + .4, heard.end + facts["seconds"]))
    seconds = max(1, int(round(asked.start - heard.end)))
    answer = cardinal(seconds) + ["second" if seconds == 1 else "seconds"]
    stage.now = max(stage.now, stage.say(answer, asked.end + RESPONSE))
