"""Audio features: 16 kHz PCM -> log-mel -> levels (dMel). The C# twin is src/Plugins/OnnxInteraction/Perception."""
import numpy as np
import scipy.signal

SAMPLE_RATE = 16_000
HOP = 160                    # 10 ms
WINDOW = 400                 # 25 ms, causal: frame t ends with sample (t + 1) * HOP
FFT = 512
BANDS = 80
LOW_HZ, HIGH_HZ = 60.0, 7_600.0
POWER_FLOOR = 1e-7
LEVELS = 32
LEVEL_LOW, LEVEL_HIGH = -5.0, 3.0    # log10 power at level 0 and at level LEVELS - 1
FRAMES_PER_POSITION = 5              # one position of the network is 50 ms
POSITIONS_PER_TURN = 4               # one micro-turn is 200 ms
FRAMES_PER_SECOND = SAMPLE_RATE // HOP
SILENCE = -7.0                       # log10(POWER_FLOOR): what digital silence gives


def mel_filters() -> np.ndarray:
    """Triangular filters on the HTK mel scale, [BANDS, FFT / 2 + 1]."""
    def hz(mel): return 700 * (10 ** (mel / 2595) - 1)
    def mel(hertz): return 2595 * np.log10(1 + hertz / 700)
    edges = hz(np.linspace(mel(LOW_HZ), mel(HIGH_HZ), BANDS + 2))
    bins = np.arange(FFT // 2 + 1) * SAMPLE_RATE / FFT
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    filters = np.maximum(0, np.minimum(rising, falling))
    # The lowest bands are narrower than an FFT bin: an empty one takes its nearest bin.
    for band in np.flatnonzero(filters.sum(1) == 0):
        filters[band, int(round(edges[band + 1] * FFT / SAMPLE_RATE))] = 1
    return filters.astype(np.float32)


FILTERS = mel_filters()
HANN = np.hanning(WINDOW).astype(np.float32)


def log_mel(pcm: np.ndarray) -> np.ndarray:
    """float32 PCM in [-1, 1] -> log10 mel power, [len(pcm) // HOP, BANDS]."""
    count = len(pcm) // HOP
    padded = np.concatenate([np.zeros(WINDOW - HOP, np.float32), pcm[:count * HOP].astype(np.float32)])
    frames = np.lib.stride_tricks.as_strided(padded, (count, WINDOW), (4 * HOP, 4)) * HANN
    power = np.abs(np.fft.rfft(frames, FFT)).astype(np.float32) ** 2
    return np.log10(power @ FILTERS.T + POWER_FLOOR)


def levels(log_mels: np.ndarray) -> np.ndarray:
    """log10 mel power -> level 0..LEVELS-1."""
    scaled = (log_mels - LEVEL_LOW) * ((LEVELS - 1) / (LEVEL_HIGH - LEVEL_LOW))
    return np.clip(np.floor(scaled + 0.5), 0, LEVELS - 1).astype(np.uint8)


def resample(pcm: np.ndarray, rate: int) -> np.ndarray:
    """To SAMPLE_RATE."""
    if rate == SAMPLE_RATE:
        return pcm.astype(np.float32)
    divisor = int(np.gcd(rate, SAMPLE_RATE))
    return scipy.signal.resample_poly(pcm, SAMPLE_RATE // divisor, rate // divisor).astype(np.float32)
