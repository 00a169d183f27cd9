"""The built corpus on disk: what was said, and where its sound lies."""
from dataclasses import dataclass, field
import os
import pickle
import numpy as np
from . import features
from .abilities.script import Script
from .films import Films
from .stage import Utterance

BYTE_LOW, BYTE_STEP = -7.0, 0.05         # one byte of mel.u8: log10 power = BYTE_LOW + BYTE_STEP * byte


@dataclass
class Clip:
    """One stretch of sound in the store."""
    start: int                # first frame
    frames: int
    words: list[str] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)      # seconds from the clip's start
    part: int = 0             # of the store


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
    """The built corpus, read through memory maps. It lies in parts, one folder each, so that it can grow."""

    def __init__(self, folder: str):
        self.entries: list[Entry] = []
        self.pace: dict[str, int] = {}
        self._mels, self._labels = [], []
        parts = sorted(name for name in os.listdir(folder) if os.path.exists(os.path.join(folder, name, "index.pickle")))
        for number, part in enumerate(parts):
            path = os.path.join(folder, part)
            with open(os.path.join(path, "index.pickle"), "rb") as file:
                index = pickle.load(file)
            self.phones = index["phones"]
            self.pace |= index["pace"]
            for entry in index["entries"]:
                for clip in entry.clips:
                    clip.part = number
            self.entries += index["entries"]
            self._mels.append(np.memmap(os.path.join(path, "mel.u8"), np.uint8, "r").reshape(-1, features.BANDS))
            self._labels.append(np.memmap(os.path.join(path, "phones.u8"), np.uint8, "r"))
        self.films = Films(os.path.join(folder, "films.pickle")) if os.path.exists(os.path.join(folder, "films.pickle")) else None

    def split(self, name: str) -> list[Entry]:
        return [e for e in self.entries if e.split == name]

    def mel(self, clip: Clip) -> np.ndarray:
        return self._mels[clip.part][clip.start:clip.start + clip.frames].astype(np.float32) * BYTE_STEP + BYTE_LOW

    def utterance(self, clip: Clip, tempo: float = 1.0) -> Utterance:
        """The clip as it was spoken, or faster (tempo > 1) or slower, at the same pitch."""
        mel, labels = self.mel(clip), np.asarray(self._labels[clip.part][clip.start:clip.start + clip.frames])
        if tempo != 1.0 and len(mel) > 1:
            places = np.arange(0, len(mel) - 1, tempo)
            low = places.astype(int)
            share = (places - low).astype(np.float32)[:, None]
            mel, labels = mel[low] * (1 - share) + mel[low + 1] * share, labels[np.round(places).astype(int)]
        return Utterance(clip.words, [end / tempo for end in clip.ends], mel, labels)
