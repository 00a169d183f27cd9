"""The model card: what the host must know to run the package, and what a person must know to trust it."""
from collections import Counter
import json
import os
from . import features, sight, words
from .network import CLOCK_PERIODS, HEAD, INPUTS, LONGEST_SINCE, PICTURES, ROPE_BASE, SINCE, SINCE_PERIODS, Wren
from .stage import HEARD_DELAY, LANES, SLOT_PACE
from .store import Store
from .voices import SPOKEN

VERSION = "0.10.0"
LICENCE = "Weights: CC BY-SA 4.0 (four of the recordings' licences are share-alike)."
SYNTHETIC_SOURCES = {
    "espeak": "espeak-ng voices (program under GPL 3; its output is free)", "flite": "flite's CMU voices kal16, awb, rms, slt (BSD-like)",
    "pico": "SVOX Pico en-GB (Apache 2.0)", "rhvoice": "RHVoice ksp (CMU ARCTIC, free with notice)", "music": "music, made here", "noise": "noise, made here",
}
SENTENCES = "The synthetic voices read this project's own sentences and the examples of WordNet 3.0 (Copyright 2006 by Princeton University; free with notice). The hours are those of the last stage."
HUMAN_SOURCES = {
    "fsdd": "Free Spoken Digit Dataset, Zohar Jackson et al. (CC BY-SA 4.0)", "gcompris-words": "art4apps.org word recordings in GCompris-voices (CC BY-SA)",
    "librispeech": "LibriSpeech / LibriTTS, V. Panayotov et al., LibriVox readers (CC BY 4.0)", "ljspeech": "The LJ Speech Dataset, Keith Ito, Linda Johnson (public domain)",
    "mfa-tests": "Montreal Forced Aligner test recordings (MIT, CC0, CC BY 4.0)", "moonshine": "Moonshine test recordings (MIT; LibriVox, public domain)",
    "mycroft": "Mycroft Precise community data (public-domain waiver)", "philippmatthes": "recordings by Philipp Matthes (Apache 2.0)",
    "pv-intent": "Picovoice speech-to-intent benchmark (Apache 2.0)", "pv-misc": "Picovoice rhino and leopard samples (Apache 2.0)",
    "pv-wake": "Picovoice wake-word benchmark (Apache 2.0)", "shawnhymel": "custom speech commands by Shawn Hymel (CC BY 4.0)",
    "felixchenfy": "speech commands examples (MIT, CC BY 4.0)", "speech-commands": "Google Speech Commands, Pete Warden (CC BY 4.0)",
    "speechbrain": "SpeechBrain samples (Apache 2.0)", "vctk": "CSTR VCTK Corpus, Yamagishi, Veaux, MacDonald (CC BY 4.0)",
    "speechocean762": "speechocean762, Junbo Zhang et al.: English by people whose mother tongue is Mandarin (free for commercial and other use)",
    "commonvoice": "Common Voice, Mozilla and its volunteers (CC0)", "wuw": "Wake-Up-Word corpus II, V. Kepuska: telephone calls (CC BY-SA 4.0)", "kathleen": "voice dataset by Kathleen, Rhasspy (CC0)",
    "asterisk": "Asterisk core sounds, spoken by Allison Smith (CC BY-SA 3.0)",
    "vits-demo-gt": "LJ Speech and VCTK clips on the VITS demo page (public domain, CC BY 4.0)",
    "esc10": "noise: ESC-10, K. J. Piczak (CC BY 3.0)", "pv-noise": "noise: kitchen, Picovoice benchmark (Apache 2.0)", "sc-noise": "noise: Google Speech Commands and own recordings (CC BY 4.0, MIT)",
}
LIMITS = [
    "English only, and a vocabulary of about 660 words, and 60 of Spanish to say; other words are heard as <other>.",
    "Hears well what resembles its training sentences; free conversation is mostly beyond it.",
    "Human voices are heard much worse than synthetic ones: see the scores.",
    "Sees drawn figures: it was shown no photograph. Counts their repetitions; notices slouching and most starts and "
    "stops of other movements; of things that it is to watch for it notices about half, and takes others for them.",
    "Follows no written instructions: those are for the background agent.",
    "Times from two to twelve seconds, counts to nineteen; remembers about 20 to 25 seconds of conversation.",
]


def write(folder: str, net: Wren, store: Store, scores: dict, training: list[dict], precision: str, contract: int):
    parameters = sum(p.numel() for p in net.parameters())
    card = {
        "contract": contract, "name": "wren", "version": VERSION, "graph": "wren.onnx", "selfTest": "self-test.json", "precision": precision,
        "parameters": parameters, "licence": LICENCE,
        "audio": {"sampleRate": features.SAMPLE_RATE, "hop": features.HOP, "window": features.WINDOW, "fft": features.FFT, "bands": features.BANDS,
                  "lowHz": features.LOW_HZ, "highHz": features.HIGH_HZ, "powerFloor": features.POWER_FLOOR, "levels": features.LEVELS,
                  "levelLow": features.LEVEL_LOW, "levelHigh": features.LEVEL_HIGH, "framesPerPosition": features.FRAMES_PER_POSITION,
                  "positionsPerTurn": features.POSITIONS_PER_TURN},
        "shape": {"layers": net.shape.layers, "keyValueHeads": 1, "headSize": HEAD, "window": net.shape.window},
        "clockPeriods": CLOCK_PERIODS, "since": {"streams": list(SINCE), "periods": SINCE_PERIODS, "longestPositions": LONGEST_SINCE},
        "sight": {"graph": "sight.onnx", "width": sight.WIDTH, "height": sight.HEIGHT, "numbers": sight.SIGHT, "turnsBack": list(PICTURES)}, "ropeBase": ROPE_BASE, "inputs": list(INPUTS), "lanes": list(LANES),
        "controls": {"blank": words.BLANK, "other": words.OTHER, "end": words.END, "ask": words.ASK, "cancel": words.CANCEL, "result": words.RESULT,
                     "failed": words.FAILED, "progress": words.PROGRESS, "user": words.USER, "yield": words.YIELD, "backchannel": words.BACKCHANNEL,
                     "timer": words.TIMER, "counter": words.COUNTER, "list": words.LIST, "next": words.NEXT, "close": words.CLOSE},
        "slots": words.SLOTS, "vocabulary": words.VOCABULARY, "heardDelayPositions": HEARD_DELAY, "slotPace": SLOT_PACE, "pronunciations": SPOKEN,
        "spellings": words.SPELLINGS, "scores": scores, "limits": LIMITS, "data": _data(store),
        "training": training,
    }
    with open(os.path.join(folder, "model.json"), "w") as file:
        json.dump(card, file, indent=1)
        file.write("\n")
    with open(os.path.join(folder, "README.md"), "w") as file:
        file.write(_markdown(card))


def stages(log: str, checkpoints: int) -> list[dict]:
    """The stages of this run, after those of the package it started from. `checkpoints`: how many the weights are the mean of."""
    with open(log) as file:
        rows = [json.loads(line) for line in file]
    found, begun, last = [], {"step": 0, "minutes": 0}, None
    for row in rows:
        if "earlier" in row:
            found = row["earlier"]
        elif "anew" in row:
            found, begun, last = found + ([_stage(begun, last)] if last else []), row["anew"], None
        elif "step" in row:
            last = row
    return found + [_stage(begun, last) | ({"mean": f"of {checkpoints} checkpoints"} if checkpoints > 1 else {})]


def _stage(begun: dict, last: dict) -> dict:
    return {"steps": last["step"] - begun["step"], "minutes": round(last["minutes"] - begun["minutes"]), "positionsPerSecond": last["positions_per_second"]}


def _data(store: Store) -> dict:
    hours = Counter()
    for entry in store.split("train"):
        hours[entry.voice.split(":")[0]] += sum(clip.frames for clip in entry.clips) / features.FRAMES_PER_SECOND / 3600
    described = SYNTHETIC_SOURCES | HUMAN_SOURCES
    return {source: {"hours": round(amount, 2), "source": described.get(source, source)} for source, amount in sorted(hours.items(), key=lambda x: -x[1])}


def _markdown(card: dict) -> str:
    def percent(value): return "-" if value is None else f"{100 * value:.1f} %"
    names = list(card["scores"])
    rows = [key for key in next(iter(card["scores"].values())) if key != "words"]
    lines = [f"# {card['name']} {card['version']}", "",
             "The reference interaction model: every 50 ms it takes in five frames of sound, one word of injected text and what it wrote last, every 200 ms",
             "a picture, and writes on four lanes: what it heard, what it says, how it takes turns and which cards it opens, what it hands to the background agent.", "",
             f"{card['parameters'] / 1e6:.1f} M parameters, {card['precision']}, {len(card['vocabulary'])} tokens, {card['shape']['window']} positions "
             f"({card['shape']['window'] * .05:.0f} s) of memory. {card['licence']}", "", "## Scores", "",
             "Own test data: scripts with unseen seeds in voices that training never heard, and held-out people; the model runs free, reading its own output.",
             "`synthetic` pools the five voices after it.", "", "| | " + " | ".join(names) + " |", "| --- |" + " --- |" * len(names)]
    lines += [f"| {row.replace('_', ' ')} | " + " | ".join(percent(card["scores"][n].get(row)) for n in names) + " |" for row in rows]
    lines += ["| words | " + " | ".join(str(card["scores"][n].get("words", "-")) for n in names) + " |", "", "## Limits", ""]
    lines += [f"- {limit}" for limit in card["limits"]]
    lines += ["", "## Data", "", "| source | hours |", "| --- | --- |"]
    lines += [f"| {entry['source']} | {entry['hours']} |" for entry in card["data"].values()] + ["", SENTENCES]
    if card["training"]:
        lines += ["", "## Training", "", "With training/make-wren; a later stage starts from the weights of the one before. The recordings were cut, resampled",
                  "and augmented. A position is 50 ms.", "", "| stage | steps | minutes | positions a second |", "| --- | --- | --- | --- |"]
        lines += [f"| {i + 1} | {s['steps'] or '-'} | {s['minutes']} | {s['positionsPerSecond'] or '-'} |" for i, s in enumerate(card["training"])]
        lines += [f"\nThe weights after stage {i + 1} are the mean {s['mean']}." for i, s in enumerate(card["training"]) if "mean" in s]
    return "\n".join(lines) + "\n"
