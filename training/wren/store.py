"""The built corpus on disk: what was said, and where its sound lies."""
from dataclasses import dataclass, field
import os
import pickle
import numpy as np
from . import features
from .abilities.script import Script
from .stage import Utterance

BYTE_LOW, BYTE_STEP = -7.0, 0.05         # one byte of mel.u8: log10 power = BYTE_LOW + BYTE_STEP * byte


@dataclass
class Clip:
    """One stretch of sound in the store."""
    start: int                # first frame
    frames: int
    words: list[str] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)      # seconds from the clip's start


@dataclass
class Entry:
    """A rendered script, a human recording (ability 'human') or a noise."""
    script: Script
    voice: str
    clips: list[Clip]
    split: str                # 'train' or the name of a test set


def to_bytes(mel: np.ndarray) -> np.ndarray:
    return np.clip(np.round((mel - BYTE_LOW) / BYTE_STEP), 0, 255).astype(np.uint8)


class Store:
    """The built corpus, read through memory maps."""

    def __init__(self, folder: str):
        with open(os.path.join(folder, "index.pickle"), "rb") as file:
            index = pickle.load(file)
        self.phones, self.pace = index["phones"], index["pace"]
        self.entries: list[Entry] = index["entries"]
        self._mels = np.memmap(os.path.join(folder, "mel.u8"), np.uint8, "r").reshape(-1, features.BANDS)
        self._labels = np.memmap(os.path.join(folder, "phones.u8"), np.uint8, "r")

    def split(self, name: str) -> list[Entry]:
        return [e for e in self.entries if e.split == name]

    def mel(self, clip: Clip) -> np.ndarray:
        return self._mels[clip.start:clip.start + clip.frames].astype(np.float32) * BYTE_STEP + BYTE_LOW

    def utterance(self, clip: Clip) -> Utterance:
        return Utterance(clip.words, clip.ends, self.mel(clip), np.asarray(self._labels[clip.start:clip.start + clip.frames]))
