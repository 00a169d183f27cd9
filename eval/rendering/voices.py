"""Sounds for scenarios: voices that wren never hears in training, as 16 kHz mu-law WAV files without silence at their ends."""
import os
import random
import struct
import subprocess
import numpy as np
from wren import features, voices

RATE = features.SAMPLE_RATE
PEAK = .5
SILENT_BELOW = .004                   # of the peak
#: Voices with a clear licence; the committed set has no others.
FREE = ("espeak unseen", "festival ked", "pico en-US")


def chosen(free_only: bool) -> dict:
    """The held-out voices that are installed."""
    table = {name: entry for name, entry in voices.installed(voices.HELD_OUT).items() if not free_only or name in FREE}
    missing = [name for name in voices.HELD_OUT if name not in table and (name in FREE or not free_only)]
    if missing:
        print(f"Not installed, left out: {', '.join(missing)}")
    return table


class Speaker:
    """One voice with the settings it keeps for a scenario."""

    def __init__(self, rng: random.Random, table: dict, free_only: bool):
        # espeak has most of the variants: half of the scenarios are its own.
        name = "espeak unseen" if rng.random() < .5 else rng.choice(list(table))
        self.voice = table[name][1](rng)
        self.name = self.voice.name

    def speak(self, text: str) -> np.ndarray:
        words = text.split()
        for _ in range(10):
            try:
                speech = self.voice.speak(words, voices.spoken_text(words))
                break
            except subprocess.TimeoutExpired:
                print(f"{self.name} takes long; once more.", flush=True)
        else:
            speech = None
        if speech is None:
            raise SystemExit(f"{self.name} could not say '{text}'.")
        return trimmed(speech.pcm)


def trimmed(pcm: np.ndarray) -> np.ndarray:
    """Without silence at its ends, its peak at half of full scale."""
    loud = np.flatnonzero(np.abs(pcm) > SILENT_BELOW * np.abs(pcm).max())
    pcm = pcm[loud[0]:loud[-1] + 1]
    return pcm * (PEAK / np.abs(pcm).max())


def mu_law(pcm: np.ndarray) -> bytes:
    """ITU-T G.711: float PCM in [-1, 1] to one byte a sample."""
    linear = np.clip(np.round(pcm * 32767), -32635, 32635).astype(np.int32)
    magnitude = np.abs(linear) + 132
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 15
    return (~((linear < 0) * 0x80 | exponent << 4 | mantissa) & 0xFF).astype(np.uint8).tobytes()


def write_wav(path: str, pcm: np.ndarray):
    data = mu_law(pcm)
    data += b"\xff" * (len(data) & 1)
    header = b"WAVEfmt " + struct.pack("<IHHIIHHH", 18, 7, 1, RATE, RATE, 1, 8, 0) + b"fact" + struct.pack("<II", 4, len(data)) + b"data" + struct.pack("<I", len(data))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(b"RIFF" + struct.pack("<I", len(header) + len(data)) + header + data)
