"""flite as a library: text -> phonemes, their times and the vocoder parameters of its statistical voices (training only).

flite and its CMU voices slt, rms and awb may be used for anything (BSD-like, Carnegie Mellon University). Their voices are
"clustergen" voices: flite computes pitch and mel cepstra every 5 ms before it makes a sound, and both are read from it here.
"""
import ctypes as C
from dataclasses import dataclass
from functools import cache
import numpy as np
import scipy.linalg

FRAME_SECONDS = .005
CEPSTRA = 25
ALPHA = .42          # frequency warping of the cepstra, at 16 kHz
PAUSE = "pau"


@dataclass
class Phone:
    name: str            # "ae1": vowels carry their syllable's stress
    end: float           # seconds
    word: int            # index of its word; -1 for a pause


@dataclass
class Spoken:
    words: list[str]
    phones: list[Phone]
    pitch: np.ndarray    # Hz per frame, 0 where there is no voice
    cepstra: np.ndarray  # [frames, CEPSTRA]


class _Track(C.Structure):
    _fields_ = [("type", C.c_char_p), ("frames", C.c_int), ("channels", C.c_int), ("times", C.POINTER(C.c_float)),
                ("values", C.POINTER(C.POINTER(C.c_float)))]


class _Voice(C.Structure):
    _fields_ = [("name", C.c_char_p), ("features", C.c_void_p)]


VOWELS = set("aa ae ah ao aw ax ay eh er ey ih iy ow oy uh uw".split())


@cache
def _library():
    library = C.CDLL("libflite.so.1", C.RTLD_GLOBAL)
    for name in ("usenglish", "cmulex"):
        C.CDLL(f"libflite_{name}.so.1", C.RTLD_GLOBAL)
    for name in "flite_synth_text utt_relation relation_head item_next feat_val val_track lex_lookup val_car val_cdr item_as item_parent".split():
        getattr(library, name).restype = C.c_void_p
    for name in "item_feat_string flite_ffeature_string val_string".split():
        getattr(library, name).restype = C.c_char_p
    library.item_feat_float.restype = C.c_float
    library.flite_init()
    return library


@cache
def _voice(name: str) -> int:
    _library()
    register = getattr(C.CDLL(f"libflite_cmu_us_{name}.so.1"), f"register_cmu_us_{name}")
    register.restype = C.c_void_p
    return register(None)


@cache
def _lexicon() -> int:
    _library()
    make = C.CDLL("libflite_cmulex.so.1").cmu_lex_init
    make.restype = C.c_void_p
    return make()


def pronounce(word: str) -> list[str]:
    """A word's phonemes by flite's dictionary and, beyond it, by its letter-to-sound rules."""
    library, phones = _library(), []
    value = library.lex_lookup(C.c_void_p(_lexicon()), word.encode(), None, None)
    while value:
        name = library.val_string(C.c_void_p(library.val_car(C.c_void_p(value)))).decode()
        phones.append(_stressed(name.rstrip("012"), name[-1] if name[-1].isdigit() else "0"))
        value = library.val_cdr(C.c_void_p(value))
    return phones


def speak(text: str, voice: str, stretch: float = 1.0) -> Spoken:
    """stretch: 2 is half as fast."""
    library, engine = _library(), _voice(voice)
    features = C.cast(engine, C.POINTER(_Voice)).contents.features
    library.flite_feat_set_float(C.c_void_p(features), b"duration_stretch", C.c_float(stretch))
    utterance = library.flite_synth_text(text.encode(), C.c_void_p(engine))
    try:
        return _read(library, utterance)
    finally:
        library.delete_utterance(C.c_void_p(utterance))


def _read(library, utterance: int) -> Spoken:
    words, phones, last = [], [], None
    item = library.relation_head(C.c_void_p(library.utt_relation(C.c_void_p(utterance), b"Segment")))
    while item:
        segment = C.c_void_p(item)
        name, end = library.item_feat_string(segment, b"name").decode(), library.item_feat_float(segment, b"end")
        if name == PAUSE:
            phones.append(Phone(PAUSE, end, -1))
            last = None
        else:
            feature = lambda path: library.flite_ffeature_string(segment, path).decode()
            syllable = library.item_parent(C.c_void_p(library.item_as(segment, b"SylStructure")))
            word = library.item_parent(C.c_void_p(syllable))
            if word != last:
                words.append(feature(b"R:SylStructure.parent.parent.name"))
            last = word
            phones.append(Phone(_stressed(name, feature(b"R:SylStructure.parent.stress")), end, len(words) - 1))
        item = library.item_next(segment)
    table = library.feat_val(C.c_void_p(C.cast(utterance, C.POINTER(C.c_void_p))[0]), b"param_track")
    track = C.cast(library.val_track(C.c_void_p(table)), C.POINTER(_Track)).contents
    values = np.stack([np.ctypeslib.as_array(track.values[i], (track.channels,)).copy() for i in range(track.frames)]).astype(np.float64)
    return Spoken(words, phones, values[:, 0].astype(np.float32), _trajectory(values))


def _stressed(name: str, stress: str) -> str:
    return name + ("1" if stress == "1" else "0") if name in VOWELS else name


def _trajectory(values: np.ndarray) -> np.ndarray:
    """The most likely cepstra given the means and deviations of their values and slopes (K. Tokuda et al., "Speech parameter
    generation algorithms for HMM-based speech synthesis", 2000)."""
    count, result = len(values), np.empty((len(values), CEPSTRA), np.float32)
    for k in range(CEPSTRA):
        mean, weight = values[:, 2 + 2 * k], 1 / np.maximum(values[:, 3 + 2 * k], 1e-3) ** 2
        slope, steep = values[:, 52 + 2 * k], 1 / np.maximum(values[:, 53 + 2 * k], 1e-3) ** 2
        inner = steep[1:-1]                      # a slope at t is (c[t+1] - c[t-1]) / 2
        band = np.zeros((3, count))
        band[2] = weight
        band[2, 2:] += inner / 4
        band[2, :-2] += inner / 4
        band[0, 2:] = -inner / 4
        right = weight * mean
        right[2:] += inner * slope[1:-1] / 2
        right[:-2] -= inner * slope[1:-1] / 2
        result[:, k] = scipy.linalg.solveh_banded(band, right)
    return result
