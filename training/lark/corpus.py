"""Makes the corpus: what flite's voices say, as phonemes with their times and vocoder parameters.

    python3 -m lark.corpus FOLDER [--utterances 1100] [--seed 1]
"""
import argparse
import multiprocessing
import os
import pickle
import random
import numpy as np
from . import flite, phones, texts

VOICES = {"ada": "slt", "ben": "rms", "iain": "awb"}     # our name -> the CMU voice it learns from
EMPHASIS = .2            # sharpens the formants, which statistical voices blur
LOUDNESS = .085          # rms of the voiced parts, of full scale
BORDER = 4               # frames of voice that a voiceless consonant may begin with
HELD_OUT = 60            # utterances per voice that only measure


def render(job: tuple[str, int]) -> dict | None:
    """One utterance, the same for the same job."""
    voice, seed = job
    rng = random.Random(seed)
    stretch = rng.uniform(.7, 1.25)
    spoken = flite.speak(texts.make(rng, _words()), VOICES[voice], stretch)
    count = len(spoken.pitch)
    if count < 60 or (spoken.pitch > 0).sum() < 20:
        return None
    names = [phone.name for phone in spoken.phones]
    ends = np.round(np.array([phone.end for phone in spoken.phones]) / flite.FRAME_SECONDS).astype(int)
    ends[-1] = count
    lengths = np.diff(np.concatenate([[0], np.minimum(ends, count)]))
    if (lengths < 0).any() or any(name not in phones.INDEX for name in names):
        return None
    return {"voice": voice, "stretch": stretch, "phones": names, "words": [phone.word for phone in spoken.phones], "lengths": lengths,
            "frames": _frames(spoken, names, lengths)}


def _frames(spoken: flite.Spoken, names: list[str], lengths: np.ndarray) -> np.ndarray:
    """[frames, 27]: log pitch (drawn through where there is no voice), voicing, cepstra."""
    voiced, cepstra = spoken.pitch > 0, spoken.cepstra.copy()
    cepstra[:, 2:] *= 1 + EMPHASIS
    voicing = voicing_of(voiced, names, lengths)
    at = np.arange(len(voiced))
    pitch = np.interp(at, at[voiced], np.log(spoken.pitch[voiced]))
    return np.concatenate([pitch[:, None], voicing[:, None], cepstra], 1).astype(np.float32)


def voicing_of(voiced: np.ndarray, names: list[str], lengths: np.ndarray) -> np.ndarray:
    """How voiced each frame is. In voiced fricatives breath and voice sound together, which flite's voices do not tell; and one of
    them, rms, has a pitch wherever it speaks, so that voiceless consonants are voiced at their borders at most."""
    voicing, at = voiced.astype(np.float32), 0
    for name, length in zip(names, lengths):
        part = voicing[at:at + length]
        if name in phones.BREATHY:
            part[part > 0] = .6
        elif name in phones.VOICELESS:
            part[BORDER:length - BORDER // 2] = 0
        at += length
    return voicing


_cache: list[str] = []


def _words() -> list[str]:
    if not _cache:
        _cache.extend(texts.dictionary())
    return _cache


def make(folder: str, utterances: int, seed: int, processes: int):
    os.makedirs(folder, exist_ok=True)
    jobs = [(voice, seed * 1_000_000 + i) for i in range(utterances) for voice in VOICES]
    with multiprocessing.Pool(processes) as pool:
        made = [utterance for utterance in pool.imap(render, jobs, chunksize=16) if utterance]
    for voice in VOICES:
        _level([u for u in made if u["voice"] == voice])
    with open(os.path.join(folder, "corpus.pickle"), "wb") as file:
        pickle.dump(made, file)
    hours = sum(len(u["frames"]) for u in made) * flite.FRAME_SECONDS / 3600
    print(f"{folder}: {len(made)} utterances, {hours:.2f} h")


def _level(utterances: list[dict]):
    """Brings a voice to the common loudness."""
    from . import vocoder
    sound = np.concatenate([vocoder.Vocoder(1 / 32_768).push(u["frames"]) for u in utterances[:12]])
    loud = sound[np.abs(sound) > .01 * np.abs(sound).max()]
    shift = np.log(LOUDNESS / np.sqrt((loud ** 2).mean()) / 32_768)
    for u in utterances:
        u["frames"][:, 2] += shift


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--utterances", type=int, default=1_100, help="for each voice")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    make(options.folder, options.utterances, options.seed, options.processes)
