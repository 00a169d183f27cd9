"""Learns to read: a small network from letters to phonemes, and the list of words it reads wrongly.

    python3 -m lark.spelling RUN [--steps 2500] [--seed 1]

The teacher is flite: its dictionary (CMU's) and, beyond that, its letter-to-sound rules.
"""
import argparse
from collections import Counter
import os
import pickle
import random
import numpy as np
import torch
import torch.nn.functional as F
from . import flite, phones, texts
from .network import Speller

LETTERS = "_abcdefghijklmnopqrstuvwxyz'"     # the first pads
LONGEST = 18
BATCH = 96
RATE = 3e-3
HELD_OUT = 25            # one word in so many only measures


def encode(word: str) -> list[int]:
    return [LETTERS.index(letter) for letter in word]


def pronunciations() -> dict[str, list[str]]:
    """Of the dictionary's words, those that flite has phonemes for."""
    found = {word: flite.pronounce(word) for word in texts.dictionary() if len(word) <= LONGEST}
    return {word: sounds for word, sounds in found.items() if sounds and all(name in phones.INDEX for name in sounds)}


def align(pairs: list[tuple[str, list[str]]], rounds: int = 4, sample: int = 5_000) -> list[list[tuple[str, ...]] | None]:
    """Gives each letter none, one or two of the phonemes, the way letters most often sound; None where it cannot be done.

    How letters sound is found from the first words alone, by turns with how these align.
    """
    scores: dict = {}
    for _ in range(rounds):
        aligned = [_align(word, sounds, scores) for word, sounds in pairs[:sample]]
        counts = Counter((letter, sound) for (word, _), path in zip(pairs, aligned) if path for letter, sound in zip(word, path))
        letters = Counter()
        for (letter, _), n in counts.items():
            letters[letter] += n
        scores = {key: np.log(n / letters[key[0]]) for key, n in counts.items()}
    return [_align(word, sounds, scores) for word, sounds in pairs]


def _align(word, sounds, scores):
    rows, columns = len(word) + 1, len(sounds) + 1
    best = np.full((rows, columns), -np.inf)
    best[0, 0], back = 0, np.zeros((rows, columns), int)
    for i, letter in enumerate(word):
        for j in range(columns):
            if best[i, j] == -np.inf:
                continue
            for take in range(min(2, columns - 1 - j) + 1):
                chunk = tuple(sounds[j:j + take])
                value = best[i, j] + (scores.get((letter, chunk), -9.0) if scores else _first_guess(letter, chunk))
                if value > best[i + 1, j + take]:
                    best[i + 1, j + take], back[i + 1, j + take] = value, take
    if best[-1, -1] == -np.inf:
        return None
    path, j = [], columns - 1
    for i in range(rows - 1, 0, -1):
        take = back[i, j]
        path.append(tuple(sounds[j - take:j]))
        j -= take
    return path[::-1]


def _first_guess(letter: str, chunk: tuple[str, ...]) -> float:
    """Vowels sound like vowels, consonants like consonants; otherwise nothing is known."""
    if not chunk:
        return -1.5
    vowel = letter in "aeiouy"
    return -sum(.5 if (name[-1] in "01") == vowel else 2.0 for name in chunk) - (1.0 if len(chunk) == 2 else 0.0) - (0.0 if chunk[0][0] == letter else .3)


def spell(net: Speller, sounds: list[str], words: list[str]) -> list[list[str]]:
    """The network's phonemes for each word."""
    read = []
    for at in range(0, len(words), 1024):
        some = words[at:at + 1024]
        letters = torch.zeros(len(some), max(map(len, some)), dtype=torch.long)
        for i, word in enumerate(some):
            letters[i, :len(word)] = torch.tensor(encode(word))
        with torch.no_grad():
            picks = net(letters).argmax(-1)
        read += [" ".join(sounds[k] for k in picks[i, :len(word)].tolist()).split() for i, word in enumerate(some)]
    return read


def train(run: str, steps: int, seed: int):
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    os.makedirs(run, exist_ok=True)
    known = pronunciations()
    pairs = sorted(known.items())
    random.Random(seed).shuffle(pairs)
    aligned = align(pairs)
    counts = Counter(" ".join(chunk) for path in aligned if path for chunk in path)
    sounds = [sound for sound, n in sorted(counts.items(), key=lambda x: -x[1]) if n >= 4]
    index = {sound: i for i, sound in enumerate(sounds)}
    usable = [(word, [index[" ".join(chunk)] for chunk in path]) for (word, _), path in zip(pairs, aligned)
              if path and all(" ".join(chunk) in index for chunk in path)]
    held_out = {word for i, (word, _) in enumerate(pairs) if i % HELD_OUT == 0}
    training = [(encode(word), labels) for word, labels in usable if word not in held_out]
    print(f"{len(pairs)} words, {len(usable)} aligned, {len(sounds)} sounds", flush=True)
    letters, labels = torch.zeros(len(training), LONGEST, dtype=torch.long), torch.full((len(training), LONGEST), -100)
    for i, (word, sound) in enumerate(training):
        letters[i, :len(word)], labels[i, :len(word)] = torch.tensor(word), torch.tensor(sound)
    net = Speller(len(LETTERS), len(sounds))
    optimizer = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-2)
    rng = np.random.default_rng(seed)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 50) * max(.01, .5 + .5 * np.cos(np.pi * step / steps))
        rows = torch.from_numpy(rng.integers(len(training), size=BATCH))
        longest = int((letters[rows] != 0).sum(1).max())
        logits = net(letters[rows, :longest])
        loss = F.cross_entropy(logits.flatten(0, 1), labels[rows, :longest].flatten(), ignore_index=-100, label_smoothing=.02)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 500 == 499:
            print(f"  speller step {step + 1}/{steps}: loss {loss.item():.3f}", flush=True)
    net.eval()
    test = [word for word in sorted(held_out)]
    read = spell(net, sounds, test)
    right = np.mean([got == known[word] for word, got in zip(test, read)])
    loose = np.mean([_plain(got) == _plain(known[word]) for word, got in zip(test, read)])
    print(f"unseen words read as flite reads them: {right:.1%}, stress aside {loose:.1%} of {len(test)}", flush=True)
    everything = sorted(known)
    wrong = {word: known[word] for word, got in zip(everything, spell(net, sounds, everything)) if got != known[word]}
    print(f"{len(wrong)} of {len(everything)} words go into the lexicon")
    with open(os.path.join(run, "speller.pickle"), "wb") as file:
        pickle.dump({"net": net.state_dict(), "sounds": sounds, "wrong": wrong, "steps": steps,
                     "scores": {"unseenWords": len(test), "right": float(right), "rightStressAside": float(loose)}}, file)


def _plain(names: list[str]) -> list[str]:
    return [name.rstrip("01") for name in names]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run")
    parser.add_argument("--steps", type=int, default=2_500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    train(options.run, options.steps, options.seed)
