"""Scores a network on scripts it never saw in voices it never heard, free-running: what it wrote is what it reads.

    python3 -m wren.evaluate CHECKPOINT CORPUS_FOLDER [--limit 100]
"""
import argparse
from collections import defaultdict
import copy
import json
import random
import numpy as np
import torch
from . import decode, words
from .abilities import watch
from .episodes import perform, to_example
from .network import Wren, load
from .stage import LANES, POSITION, Stage
from .store import Entry, Store
from .words import ASK, BLANK, END, INDEX, VOCABULARY

LEAD_IN, TAIL = 1.0, 2.5      # seconds of silence around a test performance
LONGEST = 520                 # positions
EARLY, LATE = 4, 14           # positions around its label within which a cue's word is right
HEARD, SAY, ACT, DELEGATE = range(len(LANES))
SYNTHETIC = ["espeak unseen", "festival ked", "pico en-US", "rhvoice clb", "rhvoice bdl"]


def edit_distance(a: list, b: list) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        diagonal, row[0] = row[0], i + 1
        for j, y in enumerate(b):
            diagonal, row[j + 1] = row[j + 1], min(diagonal + (x != y), row[j] + 1, row[j + 1] + 1)
    return row[-1]


def stage_of(entry: Entry, store: Store, seed: int) -> Stage:
    """One performance alone on a stage as long as it needs."""
    stage = Stage(LONGEST, store.pace, store.films and store.films.held_out())
    stage.wait(LEAD_IN)
    perform(stage, copy.deepcopy(entry), store, random.Random(seed))
    return stage


def spans(tokens: np.ndarray) -> list[list[str]]:
    """The requests on a delegate lane."""
    found, current = [], None
    for name in (VOCABULARY[t] for t in tokens if t):
        if name == ASK:
            current = []
        elif name == END and current is not None:
            found.append(current)
            current = None
        elif current is not None:
            current.append(name)
    return found


def score(net: Wren, store: Store, split: str, limit: int = 100) -> dict:
    """Counts for one test set; see `report` for what they become."""
    entries = [e for e in store.split(split) if e.script.ability != "noise"]
    entries = entries[::max(1, len(entries) // limit)][:limit]
    stages = [stage_of(e, store, i) for i, e in enumerate(entries)]
    length = min(LONGEST, max(int((s.now + TAIL) / POSITION) for s in stages))
    examples = [to_example(s, store) for s in stages]
    written = decode.run(net, *(np.stack([getattr(e, name) for e in examples])[:, :length] for name in ("levels", "text_in", "sights")))
    totals = defaultdict(float)
    for entry, stage, example, out in zip(entries, stages, examples, written):
        _count(totals, entry, stage, example.lanes[:length], out)
    return dict(totals)


def _count(totals, entry, stage, wanted, out):
    def names(lane, source): return [VOCABULARY[t] for t in source[:, lane] if t]
    reference, heard = names(HEARD, wanted), names(HEARD, out)
    totals["words"] += len(reference)
    totals["word_errors"] += edit_distance(heard, reference)
    kind, facts = entry.script.ability, entry.script.facts
    first_asked = spans(wanted[:, DELEGATE])
    asked = spans(out[:, DELEGATE])
    if first_asked:
        totals["asks"] += 1
        if asked:
            totals["asked"] += 1
            totals["request_words"] += len(first_asked[0])
            totals["request_errors"] += edit_distance(asked[0], first_asked[0])
            cities = [w for w in first_asked[0] if w in words.CITIES or w == "york"]
            if facts.get("about") == "weather":
                totals["cities"] += 1
                totals["cities_right"] += [w for w in asked[0] if w in words.CITIES or w == "york"] == cities
    else:
        totals["not_asks"] += 1
        totals["asked_wrongly"] += bool(asked)
    said_wanted, said = names(SAY, wanted), names(SAY, out)
    key = {"human": "chatter", "read": "chatter"}.get(kind, kind)
    if said_wanted or key == "chatter":
        totals[f"{key}_speaking"] += 1
        totals[f"{key}_said_right"] += said == said_wanted
    starts, due = np.flatnonzero(out[:, SAY]), np.flatnonzero(wanted[:, SAY])
    if kind == "timed" and len(due):
        totals["timed"] += 1
        totals["in_time"] += said == said_wanted and abs(int(starts[0]) - int(due[0])) * POSITION <= .5
    if kind in ("translation", "recite", "watch"):
        _count_cues(totals, facts.get("kind", kind), wanted[:, SAY], out[:, SAY])
    if kind in ("ask", "social") and len(due):
        early = starts[starts < due[0] - 1]
        totals["turns"] += 1
        totals["spoke_early"] += bool(len(early))
        totals["answered"] += bool(len(starts[(starts >= due[0] - 1) & (starts <= due[0] + 6)]))
    if INDEX[words.YIELD] in wanted[:, ACT]:
        at = int(np.flatnonzero(wanted[:, ACT] == INDEX[words.YIELD])[0])
        gave_way = np.flatnonzero(out[:, ACT] == INDEX[words.YIELD])
        totals["interruptions"] += 1
        totals["gave_way"] += bool(len(gave_way) and np.abs(gave_way - at).min() <= 8)


def _count_cues(totals, kind: str, wanted, out):
    """Words due at a moment: right when said near it. Of numbers counted, the last tells."""
    cues = [(p, t) for p, t in enumerate(wanted) if t and VOCABULARY[t] != "okay" and VOCABULARY[t] not in watch.BLIND.split()]
    if kind == "count" and cues:
        numbers = [words.UNITS.index(VOCABULARY[t]) for t in out if VOCABULARY[t] in words.UNITS]
        totals["counts"] += 1
        totals["counted"] += bool(numbers) and abs(numbers[-1] - words.UNITS.index(VOCABULARY[cues[-1][1]])) <= 1
        return
    said = {(p, t) for p, t in enumerate(out) if t}
    for position, name in cues:
        hit = next(((p, t) for p, t in sorted(said) if t == name and -EARLY <= p - position <= LATE), None)
        said.discard(hit)
        totals[f"{kind}_cues"] += 1
        totals[f"{kind}_met"] += hit is not None


def report(totals: dict) -> dict:
    """Rates from counts."""
    def rate(a, b): return round(totals.get(a, 0) / totals[b], 3) if totals.get(b) else None
    return {"word_error_rate": rate("word_errors", "words"), "delegated": rate("asked", "asks"), "delegated_wrongly": rate("asked_wrongly", "not_asks"),
            "request_word_error_rate": rate("request_errors", "request_words"), "city_right": rate("cities_right", "cities"),
            "answered_within_0.3s": rate("answered", "turns"), "spoke_early": rate("spoke_early", "turns"),
            "ask_said_right": rate("ask_said_right", "ask_speaking"), "social_said_right": rate("social_said_right", "social_speaking"),
            "animals_said_right": rate("animals_said_right", "animals_speaking"), "silent_in_chatter": rate("chatter_said_right", "chatter_speaking"),
            "in_time": rate("in_time", "timed"), "translated": rate("translation_met", "translation_cues"), "corrected": rate("recite_met", "recite_cues"), "counted_within_1": rate("counted", "counts"),
            "starts_and_stops": rate("action_met", "action_cues"), "slouching_noticed": rate("posture_met", "posture_cues"),
            "appearing_noticed": rate("appear_met", "appear_cues"), "appearing_named": rate("name_met", "name_cues"), "gave_way": rate("gave_way", "interruptions"), "words": int(totals.get("words", 0))}


def evaluate(net: Wren, store: Store, limit: int = 100) -> dict:
    """test set -> rates; 'synthetic' pools the held-out voices."""
    scores = {split: score(net, store, split, limit) for split in SYNTHETIC + ["human"] if store.split(split)}
    pooled = defaultdict(float)
    for split in scores:
        for key, value in scores[split].items():
            pooled[key] += value if split != "human" else 0
    return {"synthetic": report(pooled)} | {split: report(s) for split, s in scores.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("corpus")
    parser.add_argument("--limit", type=int, default=100)
    options = parser.parse_args()
    torch.set_num_threads(2)
    print(json.dumps(evaluate(load(options.checkpoint)[0], Store(options.corpus), options.limit), indent=1))
