"""What happens to speech on its way to a microphone, applied to log-mel frames."""
import numpy as np
import scipy.signal
from . import features

BANDS = np.arange(features.BANDS)
BAND_3400_HZ = 53        # telephone speech ends here
WIDEST_MASK = 14         # bands
LONGEST_MASK, FRAMES_PER_MASK = 12, 150     # frames, and one mask in so many


def warp(mel: np.ndarray, factor: float) -> np.ndarray:
    """Vocal tract length: the bands move by `factor`."""
    source = np.clip(BANDS * factor, 0, features.BANDS - 1)
    low = np.floor(source).astype(int)
    high = np.minimum(low + 1, features.BANDS - 1)
    share = (source - low).astype(np.float32)
    return mel[:, low] * (1 - share) + mel[:, high] * share


def reverberate(mel: np.ndarray, decay: float, level: float) -> np.ndarray:
    """A diffuse tail: power leaks into later frames. decay: share kept per 10 ms; level: share of power that leaks."""
    power = from_log(mel)
    return to_log(power + scipy.signal.lfilter(np.float32([0, level * (1 - decay)]), np.float32([1, -decay]), power, axis=0))


def masked(mel: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Two ranges of bands and a few moments are missing, as in SpecAugment (Park et al., 2019)."""
    mel, silence = mel.copy(), mel.min()
    for first, count in zip(rng.integers(0, features.BANDS, 2), rng.integers(0, WIDEST_MASK, 2)):
        mel[:, first:first + count] = silence
    for first in rng.integers(0, len(mel), rng.poisson(len(mel) / FRAMES_PER_MASK)):
        mel[first:first + rng.integers(1, LONGEST_MASK)] = silence
    return mel


def mix(mel: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Adds two sounds by power."""
    return to_log(from_log(mel) + from_log(other))


LOG10 = np.float32(np.log(10))


def from_log(mel: np.ndarray) -> np.ndarray:
    """log10 power to power."""
    return np.exp(mel * LOG10)


def to_log(power: np.ndarray) -> np.ndarray:
    return np.log(power) / LOG10


def augment(mel: np.ndarray, rng: np.random.Generator, noise: np.ndarray | None = None) -> np.ndarray:
    """Voice, room, gain, noise and channel, each by chance. `noise`: log-mel of at least the same length."""
    mel = mel.astype(np.float32)
    if rng.random() < .7:
        mel = warp(mel, rng.uniform(.86, 1.16))
    if rng.random() < .35:
        mel = reverberate(mel, rng.uniform(.75, .96), rng.uniform(.05, .5))
    tilt = np.interp(BANDS, [0, 16, 32, 48, 64, 79], rng.normal(0, .25, 6))
    mel = mel + tilt.astype(np.float32) + np.float32(rng.uniform(-1.6, .4))
    if noise is not None and rng.random() < .5:
        mel = mix(mel, noise[:len(mel)] + np.float32(rng.uniform(-2.2, .2)))
    if rng.random() < .7:
        shape = np.interp(BANDS, [0, 26, 53, 79], rng.normal(0, .5, 4)) + rng.uniform(-4.5, -1.4)
        mel = mix(mel, (shape + .12 * rng.standard_normal(mel.shape, np.float32)).astype(np.float32))
    if rng.random() < .1:
        mel[:, BAND_3400_HZ:] = features.SILENCE
    if rng.random() < .3:
        first = rng.integers(0, 70)
        mel[:, first:first + rng.integers(1, 10)] = mel.min()
    return mel
