"""Vocoder parameters -> sound. The same arithmetic as src/Plugins/OnnxInteraction/Voice/Vocoder.cs; a self-test in the package
holds the two together.

A frame is 5 ms: the logarithm of the pitch, how voiced it is (0 to 1), and 25 mel cepstra. Where there is voice, every pitch
period begins with the minimum-phase impulse response of the spectral envelope; above a frequency that rises with the
voicing, and everywhere in unvoiced sound, noise is shaped by the same envelope.
"""
import numpy as np

RATE = 24_000
HOP = 120
FFT = 1024
BINS = FFT // 2 + 1
CEPSTRA = 25
ALPHA = .42
KNOWN_HZ = 8_000         # the cepstra describe the spectrum up to here; above, it falls off
FALL = 6.0               # natural logarithms of amplitude lost from 8 to 12 kHz
FRAME = CEPSTRA + 2
LOG_PITCH, VOICING = 0, 1
DELAY = 16               # samples before a response begins: what the cut at 8 kHz makes ring before it finds room here
FADE = 128               # its last samples fade out
LOWEST_PITCH, HIGHEST_PITCH = 40, 600
UNVOICED = .25           # voicing below this has no pulses


def _bases():
    """[CEPSTRA, BINS]: cosines for the log amplitude, negative sines for the phase."""
    hz = np.arange(BINS) * RATE / FFT
    omega = np.pi * np.minimum(hz / KNOWN_HZ, 1)
    warped = omega + 2 * np.arctan(ALPHA * np.sin(omega) / (1 - ALPHA * np.cos(omega)))
    order = np.arange(CEPSTRA)[:, None]
    return np.cos(order * warped), -np.sin(order * warped), -FALL * np.maximum(hz - KNOWN_HZ, 0) / (RATE / 2 - KNOWN_HZ)


COSINES, SINES, FALLING = _bases()
HZ = np.arange(BINS) * RATE / FFT
DELAYING = -2 * np.pi * DELAY / FFT * np.arange(BINS)
FADING = np.concatenate([np.ones(FFT - FADE), .5 + .5 * np.cos(np.pi * (np.arange(FADE) + .5) / FADE)])
WINDOW = np.sqrt(.5 - .5 * np.cos(2 * np.pi * (np.arange(2 * HOP) + .5) / (2 * HOP)))   # two of them, squared, add up to 1


def noise_share(voicing: float) -> np.ndarray:
    """How much of the power is noise, for each bin."""
    if voicing < UNVOICED:
        return np.ones(BINS)
    edge = 6_000 * voicing
    x = np.clip((HZ - edge + 2_000) / 5_000, 0, 1)
    return x * x * (3 - 2 * x)


class Noise:
    """A generator that is the same in every language: xorshift32, summed to a bell shape."""

    def __init__(self, seed: int = 0x9E3779B9):
        self.state = seed

    def __call__(self, count: int) -> np.ndarray:
        values = np.empty(count)
        for i in range(count):
            x = self.state
            x ^= (x << 13) & 0xFFFFFFFF
            x ^= x >> 17
            x ^= (x << 5) & 0xFFFFFFFF
            self.state = x
            values[i] = ((x & 0xFFFF) + (x >> 16)) / 65_535 - 1
        return values * np.sqrt(6)


class Vocoder:
    """One stream of sound. `push` takes frames [n, FRAME] and returns n * HOP samples."""

    def __init__(self, gain: float = 1.0, noise: Noise | None = None):
        self.gain, self.noise = gain, noise or Noise()
        self.tail = np.zeros(FFT)
        self.until_pulse = 0.0               # samples from the frame's start to the next pulse
        self.last_noise = np.zeros(HOP)

    def push(self, frames: np.ndarray) -> np.ndarray:
        return np.concatenate([self._frame(frame.astype(np.float64)) for frame in frames]) if len(frames) else np.zeros(0)

    def _frame(self, frame):
        cepstra = frame[2:]
        level = cepstra @ COSINES + FALLING
        share = noise_share(frame[VOICING])
        envelope = np.exp(level + 1j * (cepstra @ SINES + DELAYING)) * self.gain
        block = np.concatenate([self.last_noise, fresh := self.noise(HOP)]) * WINDOW
        self.last_noise = fresh
        excitation = np.fft.rfft(block, FFT) * np.sqrt(share)
        if frame[VOICING] >= UNVOICED:
            period = RATE / np.clip(np.exp(frame[LOG_PITCH]), LOWEST_PITCH, HIGHEST_PITCH)
            self.until_pulse = min(self.until_pulse, period)
            while self.until_pulse < HOP:
                excitation += np.sqrt((1 - share) * period) * np.exp(-2j * np.pi * np.arange(BINS) / FFT * self.until_pulse)
                self.until_pulse += period
        self.tail += np.fft.irfft(excitation * envelope, FFT) * FADING
        self.until_pulse = max(self.until_pulse - HOP, 0)
        out = self.tail[:HOP].copy()
        self.tail = np.concatenate([self.tail[HOP:], np.zeros(HOP)])
        return out
