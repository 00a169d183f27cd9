"""'Say stop in four seconds': the word comes at its time, whatever is said meanwhile."""
import random
from ..words import ANIMALS, CITIES, COLOURS, UNITS
from ..stage import RESPONSE
from .phrases import NEVER_MIND, STATEMENTS, statement_choices
from .script import Script, fill, hear_sentence, hesitate

REQUESTS = ["say {what} in {n} seconds", "please say {what} in {n} seconds", "can you say {what} in {n} seconds", "in {n} seconds say {what}",
            "say {what} after {n} seconds", "tell me {what} in {n} seconds", "in {n} seconds please say {what}", "say {what} {n} seconds from now",
            "could you say {what} in {n} seconds please", "i want you to say {what} in {n} seconds"]
WORDS_TO_SAY = ["stop", "go", "now", "hello", "goodbye", "yes", "no", "ready", "time", "lunch", "coffee", "tea", "thank you", "good morning",
                "wait", "start", "open", "close", "left", "right", "up", "down", "red light", "green light", "time is up", "look up", "water"]
SHORTEST, LONGEST = 2, 12
SPREAD = (-.15, .15)        # seconds


def write(rng: random.Random) -> Script:
    seconds = rng.randint(SHORTEST, LONGEST)
    kind = rng.random()
    what = rng.choice(WORDS_TO_SAY) if kind < .6 else rng.choice(ANIMALS + COLOURS) if kind < .8 else rng.choice(CITIES) if kind < .9 else rng.choice(UNITS[1:])
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


def perform(stage, script: Script, utterances: list, rng: random.Random):
    facts = script.facts
    heard = hear_sentence(stage, [utterances[i] for i in range(facts["sentence"])], rng)
    due = heard.end + facts["seconds"]
    extra = next((utterances[facts[k]] for k in ("aside", "cancel") if k in facts), None)
    at = heard.end + rng.uniform(.4, max(.5, facts["seconds"] - (extra.seconds if extra else 0) - .8))
    if extra is not None and ("aside" in facts or at + extra.seconds + .4 < due):
        place = stage.hear(extra, max(stage.now, at))
        if "cancel" in facts:
            stage.now = max(stage.now, stage.say(["okay"], place.end + RESPONSE))
            return
    # The word is heard one micro-turn after it is written. Within the spread the moment is free: a network that has not
    # spoken when it ends learns that it must now, so that it does not miss its time by doubting it.
    stage.now = max(stage.now, stage.say(facts["what"].split(), due - .2 + rng.uniform(*SPREAD)))
