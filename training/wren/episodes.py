"""Training examples: performances one after another on a stage, mixed into one sound, with labels."""
from dataclasses import dataclass
import random
import numpy as np
from . import augment, features
from .abilities import ABILITIES, ask
from .align import PAUSE
from .stage import LANES, Stage
from .store import Clip, Entry, Store

SHARES = {"ask": .28, "timed": .18, "animals": .10, "social": .08, "chatter": .13, "human": .14, "typed": .06, "request": .03}
LONGEST_NOISE = 4_000       # frames


@dataclass
class Example:
    """levels [T, 400] uint8; lanes [T, 4]; text_in [T]; phones [T, 5]: all that one training sequence needs."""
    levels: np.ndarray
    lanes: np.ndarray
    text_in: np.ndarray
    phones: np.ndarray


class Episodes:
    """Draws examples from the training split. Not thread-safe: one per process."""

    def __init__(self, store: Store, seed: int, split: str = "train"):
        self.store = store
        self.rng, self.numbers = random.Random(seed), np.random.default_rng(seed)
        self.by_kind: dict[str, list[Entry]] = {}
        self.noises: list[Clip] = []
        for entry in store.split(split):
            if entry.script.ability == "noise":
                self.noises += entry.clips
            else:
                kind = "request" if entry.script.facts.get("request") else entry.script.ability
                self.by_kind.setdefault(kind, []).append(entry)
        self.shares = {kind: share for kind, share in SHARES.items() if kind in self.by_kind}

    def draw(self, positions: int) -> Example:
        stage = Stage(positions, self.store.pace)
        stage.wait(self.rng.uniform(0, 2))
        while not stage.full:
            kind = self.rng.choices(list(self.shares), list(self.shares.values()))[0]
            perform(stage, self.rng.choice(self.by_kind[kind]), self.store, self.rng)
            stage.wait(self.rng.uniform(.4, 2) if self.rng.random() < .9 else self.rng.uniform(2, 9))
        noise = self.noise(positions * features.FRAMES_PER_POSITION) if self.noises else None
        return to_example(stage, self.store, lambda mel: augment.augment(mel, self.numbers, noise))

    def noise(self, frames: int) -> np.ndarray:
        """Recorded noises one after another, looped to the length."""
        parts, total = [], 0
        while total < frames:
            mel = self.store.mel(self.rng.choice(self.noises))[:LONGEST_NOISE]
            parts.append(mel)
            total += len(mel)
        return np.concatenate(parts)[:frames]


def perform(stage: Stage, entry: Entry, store: Store, rng: random.Random):
    """Plays one entry of the corpus on the stage."""
    utterances = [store.utterance(clip) for clip in entry.clips]
    script = entry.script
    if script.facts.get("request"):
        script.facts |= {"about": "general", "sentence": 1}
        ask.perform(stage, script, utterances, rng)
    elif script.ability == "human":
        stage.hear(utterances[0])
    else:
        ABILITIES[script.ability].perform(stage, script, utterances, rng)


def to_example(stage: Stage, store: Store, change=None) -> Example:
    """Mixes the stage's sounds; `change` maps the log-mel of the whole to what the microphone hears."""
    frames = stage.positions * features.FRAMES_PER_POSITION
    mel = np.full((frames, features.BANDS), features.SILENCE, np.float32)
    phones = np.full(frames, store.phones.index(PAUSE), np.int64)
    for start, sound in stage.sounds:
        end = min(start + len(sound.mel), frames)
        if end <= start:
            continue
        mel[start:end] = augment.mix(mel[start:end], sound.mel[:end - start])
        phones[start:end] = sound.phones[:end - start]
    mel = change(mel) if change else mel
    return Example(features.levels(mel).reshape(stage.positions, -1), np.stack([stage.lanes[lane] for lane in LANES], 1),
                   stage.text_in, phones.reshape(stage.positions, -1))
