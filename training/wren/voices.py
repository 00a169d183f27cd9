"""The voices of the corpus: each turns text into 16 kHz PCM, with phoneme times where its engine tells them.

Licences: espeak-ng (GPL program, its output is free), flite and its CMU voices (BSD-like), festival ked, kal and slt
(free), SVOX Pico (Apache 2.0), RHVoice's ksp (CMU ARCTIC, free). The other RHVoice voices state no clear licence: they
only test. Engines that are not installed are left out and named.
"""
from dataclasses import dataclass
import random
import shutil
import subprocess
import tempfile
import os
import numpy as np
import scipy.io.wavfile
from . import espeak, features

ACCENTS = ["en-us"] * 5 + ["en", "en-gb-scotland", "en-029", "en-us-nyc", "en-gb-x-rp", "en-gb-x-gbclan", "en-gb-x-gbcwmd"]
HELD_OUT_VARIANTS = {"Andy", "Annie", "belinda", "f4", "grandpa", "john", "klatt3", "linda", "m5", "Mike", "shelby", "victor"}
SPOKEN = {"mhm": "mm hmm", "um": "umm", "mm": "mmm"}   # what an engine must read to say the word


@dataclass
class Speech:
    """PCM at 16 kHz; phones (start in seconds, en-us name) and word ends where the engine tells them, else None."""
    pcm: np.ndarray
    phones: list[tuple[float, str]] | None = None
    word_ends: list[float] | None = None


class Espeak:
    """One random accent, variant, rate and pitch; the only engine that tells word and phoneme times."""

    def __init__(self, rng: random.Random, held_out: bool):
        self.variant = rng.choice([v for v in espeak.variants() if (v in HELD_OUT_VARIANTS) == held_out])
        self.accent = rng.choice(ACCENTS)
        self.rate, self.pitch, self.range = rng.randint(130, 205), rng.randint(15, 85), rng.randint(20, 80)
        self.name = f"espeak:{self.accent}+{self.variant}"

    def speak(self, words: list[str], text: str) -> Speech | None:
        pcm, starts, phones = espeak.synthesize(text, f"{self.accent}+{self.variant}", self.rate, self.pitch, self.range)
        sound = features.resample(pcm, espeak.RATE)
        if len(starts) != len(words):
            return Speech(sound)   # espeak joined words ("of the") and tells only the pair's time
        duration = len(pcm) / espeak.RATE
        ends = []
        for i, start in enumerate(starts):
            limit = starts[i + 1] if i + 1 < len(starts) else duration + 1
            spoken = [k for k, (time, name) in enumerate(phones) if start - 1e-3 <= time < limit - 1e-3 and name != "_"]
            if not spoken:
                return Speech(sound)
            ends.append(phones[spoken[-1] + 1][0] if spoken[-1] + 1 < len(phones) else duration)
        return Speech(sound, phones if self.accent == "en-us" else None, ends)


class Command:
    """An engine run as a program that writes a WAV file."""

    def __init__(self, name: str, arguments: list[str], stdin: str = ""):
        self.name, self.arguments, self.stdin = name, arguments, stdin

    def speak(self, words: list[str], text: str) -> Speech | None:
        with tempfile.TemporaryDirectory() as folder:
            wav, txt = os.path.join(folder, "a.wav"), os.path.join(folder, "a.txt")
            with open(txt, "w") as file:
                file.write(text)
            arguments = [a.format(wav=wav, txt=txt, text=text) for a in self.arguments]
            done = subprocess.run(arguments, input=self.stdin.format(text=text).encode(), timeout=60,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if done.returncode != 0 or not os.path.exists(wav):
                return None
            rate, pcm = scipy.io.wavfile.read(wav)
        return Speech(features.resample(pcm.astype(np.float32) / 32768, rate)) if len(pcm) else None


def _flite(rng, voice):
    return Command(f"flite:{voice}", ["flite", "-voice", voice, "--setf", f"duration_stretch={rng.uniform(.8, 1.15):.2f}",
                                      "-o", "{wav}", "-t", "{text}"])


def _festival(rng, voice):
    stretch = f"(Parameter.set 'Duration_Stretch {rng.uniform(.85, 1.15):.2f})"
    return Command(f"festival:{voice}", ["text2wave", "-eval", f"(voice_{voice})", "-eval", stretch, "-o", "{wav}", "{txt}"])


def _pico(rng, language):
    markup = f"<speed level='{rng.randint(85, 125)}'><pitch level='{rng.randint(80, 120)}'>{{text}}</pitch></speed>"
    return Command(f"pico:{language}", ["pico2wave", "-l", language, "-w", "{wav}"], stdin=markup)


def _rhvoice(rng, voice):
    return Command(f"rhvoice:{voice}", ["RHVoice-test", "-p", voice, "-r", str(rng.randint(85, 125)), "-t",
                                        str(rng.randint(85, 115)), "-o", "{wav}"], stdin="{text}")


# name -> (weight, factory); the second table holds the voices that training never hears.
TRAINING = {
    "espeak": (.42, lambda rng: Espeak(rng, held_out=False)),
    "flite kal16": (.05, lambda rng: _flite(rng, "kal16")),
    "flite awb": (.10, lambda rng: _flite(rng, "awb")),
    "flite rms": (.10, lambda rng: _flite(rng, "rms")),
    "flite slt": (.10, lambda rng: _flite(rng, "slt")),
    "pico en-GB": (.12, lambda rng: _pico(rng, "en-GB")),
    "rhvoice ksp": (.11, lambda rng: _rhvoice(rng, "ksp")),
}
HELD_OUT = {
    "espeak unseen": (1, lambda rng: Espeak(rng, held_out=True)),
    "festival ked": (1, lambda rng: _festival(rng, "ked_diphone")),
    "pico en-US": (1, lambda rng: _pico(rng, "en-US")),
    "rhvoice clb": (1, lambda rng: _rhvoice(rng, "clb")),
    "rhvoice bdl": (1, lambda rng: _rhvoice(rng, "bdl")),
}
PROGRAMS = {"flite": "flite", "festival": "text2wave", "pico": "pico2wave", "rhvoice": "RHVoice-test"}
RHVOICE = ["/usr/share/RHVoice/voices", "/usr/local/share/RHVoice/voices"]


def installed(table: dict) -> dict:
    """The entries whose program is there, and their voice where the program would speak with another instead."""
    return {name: entry for name, entry in table.items() if _is_there(*name.split())}


def _is_there(engine: str, voice: str = "") -> bool:
    if engine == "espeak":
        return True
    return bool(shutil.which(PROGRAMS[engine])) and (engine != "rhvoice" or any(os.path.isdir(os.path.join(folder, voice)) for folder in RHVOICE))


def choose(rng: random.Random, table: dict):
    """A voice with random settings."""
    names = list(table)
    return table[rng.choices(names, [table[n][0] for n in names])[0]][1](rng)


def spoken_text(words: list[str]) -> str:
    return " ".join(SPOKEN.get(word, word) for word in words)
