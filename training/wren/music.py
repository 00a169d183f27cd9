"""Music to stay silent through: chords, a bass, a tune and drums, all made here from a seed."""
import numpy as np
from .features import SAMPLE_RATE

SCALES = [[0, 2, 4, 5, 7, 9, 11], [0, 2, 3, 5, 7, 8, 10], [0, 2, 4, 7, 9]]


def make(seed: int, seconds: float = 10) -> np.ndarray:
    """float32 PCM at SAMPLE_RATE, at half of full scale."""
    rng = np.random.default_rng(seed)
    sound = np.zeros(int(seconds * SAMPLE_RATE) + SAMPLE_RATE, np.float32)
    beat, root, scale = 60 / rng.uniform(70, 150), rng.integers(45, 60), SCALES[rng.integers(len(SCALES))]
    brightness = rng.uniform(.3, .75, 3)

    def note(at, degree, octave, length, level, bright):
        pitch = root + 12 * (octave + degree // len(scale)) + scale[degree % len(scale)]
        hertz = 440 * 2 ** ((pitch - 69) / 12)
        time = np.arange(int(length * SAMPLE_RATE)) / SAMPLE_RATE
        vibrato = 1 + .003 * np.sin(2 * np.pi * 5.5 * time)
        wave = sum(bright ** k / (k + 1) * np.sin(2 * np.pi * hertz * (k + 1) * np.cumsum(vibrato) / SAMPLE_RATE) for k in range(7) if hertz * (k + 1) < 7500)
        envelope = np.minimum(time / .012, 1) * np.exp(-time / (length * .6)) * np.minimum((length - time) / .02, 1)
        start = int(at * SAMPLE_RATE)
        sound[start:start + len(time)] += (level * wave * envelope)[:len(sound) - start]

    has_chords, has_tune, has_bass, has_drums = rng.random(4) < (.75, .8, .7, .6)
    beats = int(seconds / beat)
    for number in range(beats):
        at = number * beat
        chord = rng.integers(0, 6) if number % 4 == 0 else chord
        if has_chords and number % 2 == 0:
            for third in (0, 2, 4):
                note(at, int(chord) + third, 0, min(2 * beat, seconds - at), .22, brightness[0])
        if has_bass:
            note(at, int(chord), -1, beat * .9, .4, brightness[1])
        if has_tune or not (has_chords or has_bass):
            for half in range(2):
                if rng.random() < .7:
                    note(at + half * beat / 2, int(rng.integers(0, 12)), 1, beat * rng.choice([.5, .9]), .35, brightness[2])
        if has_drums:
            for half in range(2):
                length = int(.06 * SAMPLE_RATE)
                start = int((at + half * beat / 2) * SAMPLE_RATE)
                hit = rng.normal(0, .25 if number % 2 else .12, length) * np.exp(-np.arange(length) / (.015 * SAMPLE_RATE))
                sound[start:start + length] += hit[:len(sound) - start].astype(np.float32)
    sound = sound[:int(seconds * SAMPLE_RATE)]
    return sound * (.5 / (np.abs(sound).max() + 1e-6))
