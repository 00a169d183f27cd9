"""The human suite, from a folder of recordings with a manifest.jsonl: only speakers that wren never hears in training. Not to be committed."""
import os
import random
import numpy as np
from wren import corpus, words
from . import voices
from .scenarios import BEGIN, readable


def write(out: str, folder: str, seed: int, most: int):
    clips = [clip for clip in corpus.human_clips(folder) if clip["split"] == "human"]
    random.Random(seed).shuffle(clips)
    for number, clip in enumerate(clips[:most], start=1):
        name = f"../speech/human-{number:04d}.wav"
        pcm = corpus.read_clip(clip["path"])
        voices.write_wav(os.path.join(out, "speech", os.path.basename(name)), pcm * (voices.PEAK / (np.abs(pcm).max() + 1e-6)))
        known = all(word in words.INDEX for word in clip["words"])
        scenario = {"suite": "human", "kind": "known words" if known else "other words", "parts": [{"wav": name, "text": " ".join(clip["words"]), "at_ms": BEGIN}], "tail_ms": 1500,
                    "expect": {}, "facts": {"speaker": clip["speaker"], "file": os.path.relpath(clip["path"], folder)}}
        path = os.path.join(out, "human", f"{number:04d}.json")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(readable(scenario) + "\n")
    print(f"human: {min(most, len(clips))} of {len(clips)} recordings, {len({clip['speaker'] for clip in clips[:most]})} speakers", flush=True)
