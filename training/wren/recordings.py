"""Makes one folder of recordings with a manifest, for `wren.corpus --speech`, out of public collections that lie unpacked in folders.

    python3 -m wren.recordings OUT --librispeech FOLDER --commonvoice FOLDER ...      # or any of the others: --help

Whoever speaks in them trains and never tests, so the people who test stay the same whatever is added. README.md names the repositories.
"""
import argparse
from collections import Counter
import csv
import glob
import gzip
import json
import os
import re
from typing import Iterator, NamedTuple
import numpy as np
import soundfile
from . import features
from .corpus import is_held_out

TELEPHONE_RATE = 8000
NOISES = re.compile(r"\{.*?\}|\[.*?\]")             # "{breath}", "[click]"
BROKEN_OFF = re.compile(r"\b\w+-(?=\s)")
UNSURE = "(("
MARKS = re.compile(r"[+^*~]")
MOST_OF_ONE = 40                                    # recordings of one volunteer


class Recording(NamedTuple):
    """name: of the file to write; pcm: mono, -1 to 1, at `rate`."""
    name: str
    pcm: np.ndarray
    rate: int
    speaker: str
    text: str


def librispeech(folder: str) -> Iterator[Recording]:
    """Any of LibriSpeech's sets: books read aloud."""
    for path in _found(folder, "*.trans.txt"):
        for key, text in _table(path).items():
            sound, speaker = os.path.join(os.path.dirname(path), key + ".flac"), f"ls-{key.split('-')[0]}"
            if os.path.exists(sound) and not is_held_out(speaker):        # the same people are in the recordings that test
                yield Recording(key, *_read(sound), speaker, text)


def commonvoice(folder: str) -> Iterator[Recording]:
    """Any of Common Voice's English sets: volunteers read single sentences, at most MOST_OF_ONE each."""
    counts = Counter()
    for path in _found(folder, "validated.tsv"):
        with open(path, newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                sound, speaker = os.path.join(os.path.dirname(path), "clips", row["path"]), row["client_id"][:16]
                if os.path.exists(sound) and counts[speaker] < MOST_OF_ONE and not re.search(r"\d", row["sentence"]):
                    counts[speaker] += 1
                    yield Recording(row["path"].removesuffix(".mp3"), *_read(sound), speaker, row["sentence"])


def commonvoice1(folder: str) -> Iterator[Recording]:
    """Any of the English sets of Common Voice's first release, which does not tell who speaks."""
    for path in _found(folder, "cv-valid-*.csv"):
        with open(path, newline="") as file:
            for row in csv.DictReader(file):
                sound = os.path.join(os.path.dirname(path), row["filename"])
                if os.path.exists(sound) and row["down_votes"] == "0":
                    name = row["filename"].removesuffix(".mp3").replace("/", "-")
                    yield Recording(name, *_read(sound), name, row["text"])


def speechocean762(folder: str) -> Iterator[Recording]:
    """jimbozhang/speechocean762: 250 people whose mother tongue is Mandarin."""
    for part in ("train", "test"):
        texts, speakers, paths = (_table(os.path.join(folder, part, name)) for name in ("text", "utt2spk", "wav.scp"))
        for key, path in paths.items():
            yield Recording(key, *_read(os.path.join(folder, path)), speakers[key], texts[key])


def wuw(folder: str) -> Iterator[Recording]:
    """wake-up-word/wuw-corpus-ii: telephone calls, mu-law without a header. Only the free sentences; a speaker is known by the name said first."""
    with open(os.path.join(folder, "data.json")) as file:
        rows = json.load(file)["entries"]
    names = {row["sessionNumber"]: plain(NOISES.sub(" ", row["transcription"])) for row in rows if row["utteranceNumber"] == "000"}
    numbers = {name: number for number, name in enumerate(sorted(set(names.values())))}
    for row in rows:
        if row["utteranceNumber"] < "006" or UNSURE in row["transcription"]:
            continue
        text = BROKEN_OFF.sub(" ", MARKS.sub("", NOISES.sub(" ", row["transcription"]).replace("_", " ")))
        session = row["sessionNumber"]
        yield Recording(row["fileName"].removesuffix(".ulaw"), mu_law(np.fromfile(os.path.join(folder, row["filePath"]), np.uint8)), TELEPHONE_RATE,
                        str(numbers.get(names.get(session), session)), text)


def kathleen(folder: str) -> Iterator[Recording]:
    """rhasspy/dataset-voice-kathleen: one reader, the sentences of CMU ARCTIC, some twice."""
    for path in _found(folder, "*.wav"):
        with open(path.removesuffix(".wav") + ".txt") as file:
            yield Recording(os.path.basename(path).removesuffix(".wav"), *_read(path), "kathleen", file.read())


def commands(folder: str) -> Iterator[Recording]:
    """Google's Speech Commands: WORD/SPEAKER_nohash_N.wav, and _unknown_/WORD_SPEAKER_nohash_N.wav."""
    for path in _found(folder, "*_nohash_*.wav"):
        word, name = os.path.basename(os.path.dirname(path)), os.path.basename(path)
        prefix, speaker = re.fullmatch(r"(?:(\w+)_)?(\w{8})_nohash_.*", name).groups()
        speaker = f"sc-{speaker}"
        if not is_held_out(speaker):          # as in LibriSpeech
            yield Recording(f"{word}-{name.split('.')[0]}", *_read(path), speaker, prefix or word)


def asterisk(folder: str) -> Iterator[Recording]:
    """Debian's asterisk-core-sounds-en and -wav, unpacked: one speaker's telephone announcements."""
    with gzip.open(os.path.join(folder, "usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz"), "rt", errors="replace") as file:
        texts = dict(line.strip().split(": ", 1) for line in file if ": " in line and not line.startswith(";"))
    for name, text in texts.items():
        path = os.path.join(folder, "usr/share/asterisk/sounds/en_US_f_Allison", name + ".wav")
        if os.path.exists(path) and not re.search(r"[\d(<\[]", text):
            yield Recording(name.replace("/", "-"), *_read(path), "allison", text)


#: Collection -> its recordings, the source that manifest and card name, and its licence.
COLLECTIONS = {
    "librispeech": (librispeech, "librispeech", "CC-BY-4.0"),
    "commonvoice": (commonvoice, "commonvoice", "CC0-1.0"),
    "commonvoice1": (commonvoice1, "commonvoice", "CC0-1.0"),
    "speechocean762": (speechocean762, "speechocean762", "CC-BY-4.0"),
    "wuw": (wuw, "wuw", "CC-BY-SA-4.0"),
    "kathleen": (kathleen, "kathleen", "CC0-1.0"),
    "commands": (commands, "speech-commands", "CC-BY-4.0"),
    "asterisk": (asterisk, "asterisk", "CC-BY-SA-3.0"),
}


def plain(text: str) -> str:
    """Lower case, words alone."""
    return " ".join(re.sub(r"[^a-z' ]", " ", text.lower().replace("\u2019", "'")).split())


def mu_law(coded: np.ndarray) -> np.ndarray:
    """ITU-T G.711 mu-law bytes to samples."""
    coded = ~coded
    magnitude = (((coded & 0x0F).astype(np.int32) << 3) + 0x84 << ((coded & 0x70) >> 4)) - 0x84
    return (np.where(coded & 0x80, -magnitude, magnitude) / 32768).astype(np.float32)


def _found(folder: str, pattern: str) -> list[str]:
    return sorted(glob.glob(os.path.join(folder, "**", pattern), recursive=True))


def _table(path: str) -> dict[str, str]:
    with open(path) as file:
        return dict(line.split(None, 1) for line in map(str.strip, file))


def _read(path: str) -> tuple[np.ndarray, int]:
    pcm, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return pcm.mean(1), rate


def build(out: str, folders: dict[str, str]):
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, "manifest.jsonl"), "w") as manifest:
        for name, folder in folders.items():
            recordings, source, licence = COLLECTIONS[name]
            written = set()
            os.makedirs(os.path.join(out, source), exist_ok=True)
            count, seconds = 0, 0.0
            for recording in recordings(folder):
                pcm, text, file = features.resample(recording.pcm, recording.rate), plain(recording.text), f"{source}/{recording.name}.wav"
                if not text or not len(pcm) or file in written:
                    continue
                written.add(file)
                soundfile.write(os.path.join(out, file), pcm, features.SAMPLE_RATE)
                row = {"file": file, "source": source, "licence": licence, "speaker": recording.speaker, "class": "human",
                       "seconds": round(len(pcm) / features.SAMPLE_RATE, 2), "text": text, "split": "train"}
                manifest.write(json.dumps(row) + "\n")
                count, seconds = count + 1, seconds + row["seconds"]
            print(f"{name}: {count} recordings, {seconds / 3600:.2f} h", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    for name, (recordings, _, licence) in COLLECTIONS.items():
        parser.add_argument(f"--{name}", metavar="FOLDER", help=f"{recordings.__doc__} {licence}")
    options = vars(parser.parse_args())
    out = options.pop("out")
    build(out, {name: folder for name, folder in options.items() if folder})
