"""Typed text counts as said: the same answers, with nothing to hear."""
import random
from ..stage import RESPONSE
from ..words import OTHER, INDEX
from . import ask, social
from .script import Script


def write(rng: random.Random) -> Script:
    """The spoken parts only: what the user says while the agent works, and to its answer."""
    if rng.random() < .3:
        return Script("typed", [], {"social": True})
    question = ask.write(rng)
    spoken = question.facts["sentence"]
    facts = {k: v - spoken if k in ("aside", "cancel", "barge_in", "backchannel", "thanks") else v for k, v in question.facts.items()}
    return Script("typed", question.parts[spoken:], facts)


def _typed(rng: random.Random, facts: dict) -> dict:
    """What is typed needs no voice, so it is new every time."""
    if facts.get("social") or "typed" in facts and "reply" in facts:
        said = rng.choice(list(social.REPLIES))
        return {"typed": said.split(), "reply": social.REPLIES[said]}
    question = ask.write(rng)
    sentence = [w for part in question.parts[:question.facts["sentence"]] for w in part if w not in ("um", "uh")]
    return {"typed": sentence, "about": question.facts["about"]}


def perform(stage, script: Script, utterances: list, rng: random.Random):
    facts = script.facts | _typed(rng, script.facts)
    words = [w if w in INDEX else OTHER for w in facts["typed"]]
    known = stage.type(words, stage.now)
    stage.now = known
    if "reply" in facts:
        stage.now = max(stage.now, stage.say(facts["reply"].split(), known))
        return
    stage.delegate(words, known)
    free = stage.say(ask.HOLDING[facts["about"]][0].split(), known)
    ask.answered(stage, facts, utterances, rng, known, free)
