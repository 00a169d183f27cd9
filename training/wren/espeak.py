"""espeak-ng as a library: text -> PCM with the times of its words and phonemes (training only)."""
import ctypes
import os
import numpy as np

RATE = 22_050
WORD_EVENT, PHONEME_EVENT = 1, 7
SET_RATE, SET_PITCH, SET_RANGE = 1, 3, 4


class _Event(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("uid", ctypes.c_uint), ("text_position", ctypes.c_int), ("length", ctypes.c_int),
                ("audio_ms", ctypes.c_int), ("sample", ctypes.c_int), ("user_data", ctypes.c_void_p), ("id", ctypes.c_char * 8)]


_library = ctypes.CDLL("libespeak-ng.so.1")
assert _library.espeak_Initialize(2, 0, None, 1) == RATE, "espeak-ng speaks at another rate than expected"
_pcm: list[np.ndarray] = []
_events: list[tuple[int, float, str]] = []


def _collect(samples, count, events):
    if count > 0 and samples:
        _pcm.append(np.ctypeslib.as_array(samples, (count,)).copy())
    i = 0
    while events[i].type != 0:
        event = events[i]
        name = bytes(event.id).split(b"\0")[0].decode("latin1") if event.type == PHONEME_EVENT else ""
        _events.append((event.type, event.audio_ms / 1000, name))
        i += 1
    return 0


_callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))(_collect)
_library.espeak_SetSynthCallback(_callback)


def synthesize(text: str, voice: str = "en-us", words_per_minute: int = 165, pitch: int = 50, pitch_range: int = 50):
    """Returns PCM at RATE, word starts in seconds, and (start, phoneme) pairs; a pause is the phoneme '_'."""
    _pcm.clear()
    _events.clear()
    if _library.espeak_SetVoiceByName(voice.encode()) != 0:
        raise ValueError(f"espeak-ng has no voice '{voice}'.")
    _library.espeak_SetParameter(SET_RATE, words_per_minute, 0)
    _library.espeak_SetParameter(SET_PITCH, pitch, 0)
    _library.espeak_SetParameter(SET_RANGE, pitch_range, 0)
    data = text.encode()
    _library.espeak_Synth(data, len(data) + 1, 0, 1, 0, 1, None, None)
    _library.espeak_Synchronize()
    pcm = np.concatenate(_pcm).astype(np.float32) / 32768 if _pcm else np.zeros(0, np.float32)
    words = [time for kind, time, _ in _events if kind == WORD_EVENT]
    phones = [(time, "_" if name == "" or name.startswith("_") else name) for kind, time, name in _events if kind == PHONEME_EVENT]
    return pcm, words, phones


def variants() -> list[str]:
    """The speaker variants that sound like a person."""
    folder = "/usr/lib/x86_64-linux-gnu/espeak-ng-data/voices/!v"
    odd = ("Robot", "robo", "whisper", "Demonic", "Tweaky", "fast", "croak", "boris", "serious")
    return sorted(v.replace(" ", "_") for v in os.listdir(folder) if not any(o in v for o in odd))
