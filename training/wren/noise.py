"""Rooms, streets and machines to stay silent in: hiss of every colour, hum and knocks, all made here from a seed."""
import numpy as np
from .features import SAMPLE_RATE

STEEPEST = 2.2              # power falls with the frequency to at most this exponent: 0 is white, 1 pink, 2 brown


def make(seed: int, seconds: float = 10) -> np.ndarray:
    """float32 PCM at SAMPLE_RATE, at half of full scale."""
    rng = np.random.default_rng(seed)
    count = int(seconds * SAMPLE_RATE)
    time = np.arange(count) / SAMPLE_RATE
    has_hum, swells, has_knocks = rng.random(3) < (.25, .3, .2)
    hertz = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    shape = np.maximum(hertz, 30) ** (-rng.uniform(0, STEEPEST) / 2)
    if rng.random() < .3:
        shape *= (hertz > rng.uniform(20, 400)) & (hertz < rng.uniform(1500, 8000))
    sound = np.fft.irfft(np.fft.rfft(rng.normal(size=count)) * shape, count)
    sound /= sound.std() + 1e-9
    if swells:
        sound *= 1 + rng.uniform(.2, .9) * np.sin(2 * np.pi * (time * rng.uniform(.1, 3) + rng.random()))
    if has_hum:
        mains = rng.choice([50, 60, rng.uniform(80, 400)])
        sound += rng.uniform(.5, 4) * sum(rng.uniform(0, 1) / (k + 1) * np.sin(2 * np.pi * mains * (k + 1) * time) for k in range(8))
    if has_knocks:
        for at in rng.uniform(0, seconds - .3, int(seconds * rng.uniform(.3, 3))):
            length = int(rng.uniform(.03, .25) * SAMPLE_RATE)
            start = int(at * SAMPLE_RATE)
            hit = rng.normal(size=length) * .5 + np.sin(2 * np.pi * rng.uniform(80, 900) * time[:length])
            sound[start:start + length] += rng.uniform(2, 12) * hit * np.exp(-time[:length] * rng.uniform(20, 90))
    return (sound * (.5 / np.abs(sound).max())).astype(np.float32)
