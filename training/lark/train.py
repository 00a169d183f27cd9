"""Trains the voice; goes on where it was stopped.

    python3 -m lark.train CORPUS RUN [--steps 4500] [--seed 1]
"""
import argparse
import json
import os
import pickle
import time
import numpy as np
import torch
import torch.nn.functional as F
from . import corpus, phones
from .network import FRAMES_PER_STEP, OUTPUTS, STEP_SECONDS, Lark, clocks
from .vocoder import FRAME

BATCH, CROP = 16, 160            # utterances and steps (1.6 s) of a batch
RATE = 2e-3
PITCH_WEIGHT, VOICING_WEIGHT, LOUDNESS_WEIGHT = 6.0, 1.0, .5
SAVE_SECONDS = 60


class Example:
    """An utterance in steps: each phoneme's numbers and length, and the frames."""

    def __init__(self, utterance: dict):
        self.voice = list(corpus.VOICES).index(utterance["voice"])
        names, words = utterance["phones"], utterance["words"]
        columns = phones.describe(names, words)
        ends = np.round(np.cumsum(utterance["lengths"]) / FRAMES_PER_STEP).astype(int)
        steps = np.diff(np.concatenate([[0], ends]))
        kept = np.flatnonzero(steps)
        self.columns, self.steps = torch.tensor(np.array(columns)[kept]), torch.tensor(steps[kept])
        self.log_seconds = torch.tensor(np.log(utterance["lengths"][kept] * STEP_SECONDS / FRAMES_PER_STEP / utterance["stretch"]), dtype=torch.float32)
        self.spoken = torch.tensor([names[k] != phones.PAUSE for k in kept])
        total = int(self.steps.sum())
        frames = utterance["frames"][:total * FRAMES_PER_STEP]
        short = total * FRAMES_PER_STEP - len(frames)
        self.targets = torch.tensor(np.pad(frames, ((0, short), (0, 0)), mode="edge").reshape(total, OUTPUTS))
        self.clock = clocks(self.steps)
        self.owner = torch.repeat_interleave(torch.arange(len(self.steps)), self.steps)


def weights() -> torch.Tensor:
    frame = np.ones(FRAME, np.float32)
    frame[:3] = PITCH_WEIGHT, VOICING_WEIGHT, LOUDNESS_WEIGHT
    return torch.tensor(np.tile(frame, FRAMES_PER_STEP))


def batch_of(examples: list[Example], rng: np.random.Generator):
    """Crops, each with the phonemes it touches. A crop that begins with the utterance begins with little of its pause, as in use."""
    picked = []
    for _ in range(BATCH):
        example = examples[rng.integers(len(examples))]
        first = int(example.steps[0]) - int(rng.integers(0, 6))
        low = max(0, min(first, len(example.targets) - CROP))
        start = low if rng.random() < .3 else int(rng.integers(low, max(low + 1, len(example.targets) - CROP + 1)))
        picked.append((example, start, min(start + CROP, len(example.targets))))
    return picked


def losses(net: Lark, picked, weight):
    columns, voices, lengths, spoken, offset = [], [], [], [], 0
    owners, clock = torch.zeros(len(picked), CROP, dtype=torch.long), torch.zeros(len(picked), CROP, 4)
    targets, valid = torch.zeros(len(picked), CROP, OUTPUTS), torch.zeros(len(picked), CROP, 1)
    for row, (example, start, end) in enumerate(picked):
        first, last = int(example.owner[start]), int(example.owner[end - 1]) + 1
        columns.append(example.columns[first:last])
        voices.append(torch.full((last - first,), example.voice))
        lengths.append(example.log_seconds[first:last])
        spoken.append(example.spoken[first:last])
        count = end - start
        owners[row, :count] = example.owner[start:end] - first + offset
        clock[row, :count], targets[row, :count], valid[row, :count] = example.clock[start:end], example.targets[start:end], 1
        offset += last - first
    hidden, log_seconds = net.describe(torch.cat(columns), torch.cat(voices))
    outputs, _ = net.write(hidden[owners], clock, net.start(len(picked)))
    error = (outputs - targets).abs() * valid
    spoken = torch.cat(spoken)
    timing = (log_seconds - torch.cat(lengths))[spoken].abs().mean()
    frame = error.sum((0, 1)) / valid.sum()
    return (frame * weight).mean() + .3 * timing, frame.detach(), timing.detach()


def named(frame: torch.Tensor, timing: torch.Tensor) -> dict:
    """Mean absolute errors in units that say something."""
    per = frame.reshape(FRAMES_PER_STEP, FRAME).mean(0)
    return {"pitch_cents": round(float(per[0]) * 1200 / np.log(2), 1), "voicing": round(float(per[1]), 4),
            "loudness_db": round(float(per[2]) * 8.686, 3), "cepstra": round(float(per[3:].mean()), 4), "length": round(float(timing), 4)}


def train(corpus_folder: str, run: str, steps: int, seed: int):
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(seed)
    os.makedirs(run, exist_ok=True)
    with open(os.path.join(corpus_folder, "corpus.pickle"), "rb") as file:
        utterances = pickle.load(file)
    count = corpus.HELD_OUT * len(corpus.VOICES)
    examples, held_out = [Example(u) for u in utterances[:-count]], [Example(u) for u in utterances[-count:]]
    net, weight = Lark(list(corpus.VOICES)), weights()
    pool = torch.cat([e.targets for e in examples[:300]])
    net.mean, net.deviation = pool.mean(0), pool.std(0) + 1e-3
    optimizer = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-3)
    step, spent, path, log = 0, 0.0, os.path.join(run, "last.pt"), os.path.join(run, "log.jsonl")
    if os.path.exists(path):
        saved = torch.load(path)
        net.load_state_dict(saved["net"])
        optimizer.load_state_dict(saved["optimizer"])
        step, spent = saved["step"], saved["spent"]
    print(f"{sum(p.numel() for p in net.parameters())} parameters, {len(examples)} utterances, from step {step}", flush=True)
    started, last_save, recent = time.monotonic() - spent, time.monotonic(), []
    while step < steps:
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 100) * max(.01, .5 + .5 * np.cos(np.pi * step / steps))
        loss, frame, timing = losses(net, batch_of(examples, np.random.default_rng([seed, step])), weight)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        step += 1
        recent.append(float(loss))
        spent = time.monotonic() - started
        if time.monotonic() - last_save > SAVE_SECONDS:
            last_save = time.monotonic()
            report(net, held_out, weight, step, spent, recent, log)
            torch.save({"net": net.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "spent": spent, "voices": net.voices}, path)
    if recent:
        report(net, held_out, weight, step, spent, recent, log)
    torch.save({"net": net.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "spent": spent, "voices": net.voices}, path)
    draw(log, os.path.join(run, "curves.png"))


@torch.no_grad()
def report(net, held_out, weight, step, spent, recent, log):
    picked = [(e, 0, min(CROP, len(e.targets))) for e in held_out]
    loss, frame, timing = losses(net, picked, weight)
    row = {"step": step, "minutes": round(spent / 60, 2), "loss": round(float(np.mean(recent)), 4), "held_out": round(float(loss), 4), **named(frame, timing)}
    recent.clear()
    with open(log, "a") as file:
        file.write(json.dumps(row) + "\n")
    print(row, flush=True)


def draw(log: str, picture: str):
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    with open(log) as file:
        rows = [json.loads(line) for line in file]
    figure, axes = pyplot.subplots(2, 3, figsize=(12, 6))
    for axis, name in zip(axes.flat, ("loss", "pitch_cents", "voicing", "loudness_db", "cepstra", "length")):
        axis.plot([row["minutes"] for row in rows], [row[name] for row in rows], label=name if name == "loss" else "held out")
        if name == "loss":
            axis.plot([row["minutes"] for row in rows], [row["held_out"] for row in rows], label="held out")
            axis.legend()
        axis.set_title(name)
        axis.set_xlabel("minutes")
    figure.tight_layout()
    figure.savefig(picture)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("run")
    parser.add_argument("--steps", type=int, default=4_500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    train(options.corpus, options.run, options.steps, options.seed)
