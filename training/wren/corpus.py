"""Renders scripts with the synthetic voices, aligns human recordings, and stores all of it as log-mel.

    python3 -m wren.corpus FOLDER [--part main] [--scripts 16000] [--tests 80] [--speech FOLDER]

FOLDER/PART gets mel.u8 (frames x 80 bands, one byte each), phones.u8 (one byte per frame) and index.pickle. A corpus grows by
further parts: --abilities renders scripts of these alone, --first sets their first seed, --without leaves out what another part has.
"""
import argparse
from concurrent.futures import ProcessPoolExecutor
import hashlib
import json
import os
import pickle
import random
import time
import numpy as np
import torch
from lark import vocoder
from lark.package import Voice
from . import align, espeak, features, music, noise, voices, words
from .abilities import ABILITIES, read
from .abilities.script import Script
from .stage import POSITION
from .store import Clip, Entry, to_bytes

WORST_ALIGNMENT = -2.2                   # mean log-probability per frame below which text and sound do not agree
SCRIPT_SHARES = {"ask": .34, "timed": .14, "animals": .09, "translation": .11, "recite": .05, "watch": .07, "social": .06, "chatter": .16, "read": .2, "typed": .03}
SEED_OF_TESTS = 1_000_000                # scripts with this seed or above are never trained on
MAX_CLIP_SECONDS = 14
LONGEST_RECORDING = 35                   # seconds, of people; those held out are as short as scripts
MADE_SOUNDS = {"music": (music.make, 60), "noise": (noise.make, 120)}   # clips of each; one in six tests
#: The host's voices, single words: what a microphone hears of them is no request. Its own are those of a package.
OWN_VOICES, OWN_PACKAGE = ["ada", "ben", "iain"], os.path.join(os.path.dirname(__file__), "..", "..", "models", "lark")
ECHO_VOICES = {"espeak": ["espeak-ng", "-v", "en-us", "-s", "170", "-w", "{wav}", "{text}"], "slt": ["flite", "-voice", "slt", "-o", "{wav}", "-t", "{text}"],
               "rms": ["flite", "-voice", "rms", "-o", "{wav}", "-t", "{text}"]}


def build(folder: str, part: str, abilities: list[str], first: int, scripts: int, tests: int, speech: str | None, without: list[str], workers: int):
    corpus, folder = folder, os.path.join(folder, part)
    os.makedirs(folder, exist_ok=True)
    torch.set_num_threads(workers)
    started = time.time()
    print(f"Voices: {', '.join(voices.installed(voices.TRAINING))}; held out: {', '.join(voices.installed(voices.HELD_OUT))}", flush=True)
    if "read" in abilities and not read.sentences():
        print("No sentences to read (Debian: wordnet-base), left out", flush=True)
        abilities = [name for name in abilities if name != "read"]
    missing = set(voices.TRAINING) - set(voices.installed(voices.TRAINING))
    if missing:
        print(f"Not installed, left out: {', '.join(sorted(missing))}", flush=True)
    aligner_path = os.path.join(corpus, "aligner.pt")
    if not os.path.exists(aligner_path):
        torch.save(train_aligner(speech), aligner_path)
    jobs = [(_render_script, abilities, seed, None) for seed in range(first, first + scripts)]
    for number, name in enumerate(voices.installed(voices.HELD_OUT)):
        jobs += [(_render_script, abilities, SEED_OF_TESTS + 10_000 * number + i, name) for i in range(tests)]
    if "words" not in without:
        jobs += [(_render_word, word, voice) for voice in [*OWN_VOICES, *ECHO_VOICES] for word in words.VOCABULARY[len(words.CONTROLS) + len(words.SLOTS):]]
    jobs += [(_render_made, kind, seed) for kind, (_, count) in MADE_SOUNDS.items() if kind not in without for seed in range(count)]
    if speech and "people" not in without:
        jobs += [(_render_human, clip) for clip in human_clips(speech)]
    entries: list[Entry] = []
    with open(os.path.join(folder, "mel.u8"), "wb") as mels, open(os.path.join(folder, "phones.u8"), "wb") as phones, \
            ProcessPoolExecutor(workers, initializer=_start_worker, initargs=(aligner_path,)) as pool:
        offset = 0
        for done, result in enumerate(pool.map(_render, jobs, chunksize=8)):
            if done % 1000 == 999:
                print(f"  {done + 1}/{len(jobs)} rendered, {offset / 360_000:.1f} h, {time.time() - started:.0f} s", flush=True)
            if result is None:
                continue
            entry, sounds = result
            for clip, (mel, labels) in zip(entry.clips, sounds):
                clip.start, clip.frames = offset, len(mel)
                offset += len(mel)
                mels.write(mel.tobytes())
                phones.write(labels.tobytes())
            entries.append(entry)
    with open(os.path.join(folder, "index.pickle"), "wb") as file:
        pickle.dump({"entries": entries, "phones": torch.load(aligner_path).phones, "pace": word_pace()}, file)
    for split in sorted({e.split for e in entries}):
        own = [e for e in entries if e.split == split]
        print(f"{split}: {len(own)} entries, {sum(c.frames for e in own for c in e.clips) / 360_000:.2f} h", flush=True)


def train_aligner(speech: str | None) -> align.PhoneClassifier:
    """First on espeak-ng's own times, then on its alignments of all other training voices and people."""
    rng = random.Random(7)
    rendered, names = [], {align.PAUSE}
    for _ in range(4000):
        voice = "en-us+" + rng.choice(espeak.variants())
        pcm, _, phones = espeak.synthesize(" ".join(rng.choices(words.WORDS, k=rng.randint(2, 8))), voice, rng.randint(125, 205),
                                           rng.randint(15, 85), rng.randint(20, 80))
        rendered.append((loudness(features.resample(pcm, espeak.RATE)), phones))
        names.update(name for _, name in phones)
    names = sorted(names)
    index = {name: i for i, name in enumerate(names)}
    exact = [(mel, align.frame_labels(phones, len(mel), index)) for mel, phones in rendered]
    net = align.train(exact, names, steps=1500)
    dictionary, learned = align.Dictionary(), []
    table = {n: e for n, e in voices.installed(voices.TRAINING).items() if n != "espeak"}
    for i in range(1200):
        script = ABILITIES["chatter" if i % 2 else "ask"].write(rng)
        speech_made = voices.choose(rng, table).speak(script.parts[0], voices.spoken_text(script.parts[0])) if table else None
        if speech_made is not None:
            learned.append((loudness(speech_made.pcm), script.parts[0]))
    for clip in list(human_clips(speech))[::3] if speech else []:
        if clip["split"] == "train" and clip["words"]:
            learned.append((loudness(read_clip(clip["path"])), clip["words"]))
    aligned = []
    for mel, spoken in learned:
        _, labels, quality = align.align(net, mel, spoken, dictionary)
        if quality > WORST_ALIGNMENT - 1:
            aligned.append((mel, labels))
    print(f"  aligner: {len(aligned)} of {len(learned)} recordings of other voices agree with their text", flush=True)
    return align.train(exact[:len(aligned)] + aligned, names, steps=1500, seed=1, net=net)


def loudness(pcm: np.ndarray) -> np.ndarray:
    """Log-mel of the sound at half of full scale."""
    return features.log_mel(pcm * (0.5 / (np.abs(pcm).max() + 1e-6)))


def word_pace() -> dict[str, int]:
    """Positions each word takes in running speech at 170 words per minute."""
    pace = {}
    for word in [*words.WORDS, *words.SPANISH.values()]:
        pcm, _, phones = espeak.synthesize(f"{voices.SPOKEN.get(word, word)} {voices.SPOKEN.get(word, word)}", "en-us", 170)
        spoken = [time for time, name in phones if name != align.PAUSE]
        pace[word] = max(3, int(round((phones[-1][0] - spoken[0]) / 2 / POSITION)))
    return pace


_own: dict[str, Voice] = {}


def _start_worker(aligner_path: str):
    global _net, _dictionary
    torch.set_num_threads(1)
    _net, _dictionary = torch.load(aligner_path), align.Dictionary()


def _render(job):
    """What a job's function makes of the rest of it: an entry and its sounds, None when it failed."""
    return job[0](*job[1:])


def _render_script(abilities: list[str], seed: int, held_out: str | None):
    """The script of this seed, in a held-out voice or in one of training's."""
    rng = random.Random(seed)
    ability = rng.choices(abilities, [SCRIPT_SHARES[name] for name in abilities])[0]
    script = ABILITIES[ability].write(rng)
    voice = voices.HELD_OUT[held_out][1](rng) if held_out else voices.choose(rng, voices.installed(voices.TRAINING))
    # Resampling moves pitch and formants together: a voice between the voices. Test voices stay as they are.
    shift = rng.uniform(.9, 1.12) if held_out is None and rng.random() < .5 else 1.0
    entry, sounds = Entry(script, voice.name, [], held_out or "train"), []
    for part in script.parts:
        speech = voice.speak(part, voices.spoken_text(part))
        if speech is None or len(speech.pcm) > MAX_CLIP_SECONDS * features.SAMPLE_RATE:
            return None
        pcm = features.resample(speech.pcm, int(round(features.SAMPLE_RATE * shift / 100)) * 100)
        stretch = len(pcm) / len(speech.pcm)
        mel = loudness(pcm)
        ends, labels, quality = align.align(_net, mel, part, _dictionary)
        if speech.word_ends is not None:
            ends = [e * stretch for e in speech.word_ends]
        elif quality < WORST_ALIGNMENT:
            return None
        if speech.phones is not None:
            labels = align.frame_labels([(t * stretch, n) for t, n in speech.phones], len(mel), _net.index)
        entry.clips.append(Clip(0, 0, part, ends))
        sounds.append((to_bytes(mel), labels.astype(np.uint8)))
    return entry, sounds


def _render_word(word: str, voice: str):
    """One word as the host's voice says it: sound alone, nothing is heard of it."""
    pcm = _own_sound(word, voice) if voice in OWN_VOICES else _sound(word, voice)
    if pcm is None:
        return None
    mel = loudness(pcm)
    loud = np.flatnonzero(mel.max(1) > mel.max() - 4)
    mel = mel[loud[0]:loud[-1] + 1]
    return Entry(Script("word", [[word]]), voice, [Clip(0, 0, [word])], "echo"), [(to_bytes(mel), np.full(len(mel), _net.index[align.PAUSE], np.uint8))]


def _sound(word: str, voice: str) -> np.ndarray | None:
    spoken = voices.Command(voice, ECHO_VOICES[voice]).speak([word], voices.spoken_text([word]))
    return spoken.pcm if spoken else None


def _own_sound(word: str, voice: str) -> np.ndarray:
    if voice not in _own:
        _own[voice] = Voice(OWN_PACKAGE, voice)
    return features.resample(_own[voice].sound(word), vocoder.RATE)


def _render_made(kind: str, seed: int):
    mel = loudness(MADE_SOUNDS[kind][0](seed))
    entry = Entry(Script("noise", [[]]), kind, [Clip(0, 0)], "noise" if seed % 6 == 0 else "train")
    return entry, [(to_bytes(mel), np.full(len(mel), _net.index[align.PAUSE], np.uint8))]


def _render_human(clip: dict):
    mel = loudness(read_clip(clip["path"]))
    ends, labels, ability = [], np.full(len(mel), _net.index[align.PAUSE]), "noise"
    if clip["words"]:
        ability = "human"
        ends, labels, quality = align.align(_net, mel, clip["words"], _dictionary)
        if quality < WORST_ALIGNMENT - .3:
            return None
    entry = Entry(Script(ability, [clip["words"]], {"request": clip["request"]}), clip["speaker"], [Clip(0, 0, clip["words"], ends)], clip["split"])
    return entry, [(to_bytes(mel), labels.astype(np.uint8))]


def is_held_out(speaker: str) -> bool:
    """One speaker in eight is held out, the same whatever else there is."""
    return int(hashlib.md5(speaker.encode()).hexdigest(), 16) % 8 == 0


def human_clips(folder: str):
    """The manifest's rows as jobs; who tests is in 'human' or, of noises, in 'noise', unless a row says "split": "train"."""
    with open(os.path.join(folder, "manifest.jsonl")) as file:
        for line in file:
            row = json.loads(line)
            if row["class"] == "neural":
                continue
            speaker = row["speaker"] or row["file"]
            held_out = row.get("split") != "train" and is_held_out(speaker)
            if row["seconds"] > (MAX_CLIP_SECONDS if held_out else LONGEST_RECORDING):
                continue
            noise = row["class"] == "noise"
            spoken = [] if noise else words.split(row["text"])
            if not noise and not spoken:
                continue
            yield {"path": os.path.join(folder, row["file"]), "words": spoken, "speaker": f"{row['source']}:{speaker}", "request": row["source"] == "pv-intent",
                   "split": ("noise" if noise else "human") if held_out else "train"}


def read_clip(path: str) -> np.ndarray:
    import soundfile
    pcm, rate = soundfile.read(path, dtype="float32")
    return features.resample(pcm, rate)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--part", default="main")
    parser.add_argument("--abilities", default=",".join(SCRIPT_SHARES))
    parser.add_argument("--first", type=int, default=0, help="seed of the first script")
    parser.add_argument("--scripts", type=int, default=16_000)
    parser.add_argument("--tests", type=int, default=80, help="test scripts per held-out voice")
    parser.add_argument("--speech", help="folder with human recordings and their manifest.jsonl")
    parser.add_argument("--without", default="", help="people, music, noise, words (of the host's voices), or several with commas")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    build(options.folder, options.part, options.abilities.split(","), options.first, options.scripts, options.tests, options.speech,
          options.without.split(","), options.workers)
