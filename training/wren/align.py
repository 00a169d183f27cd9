"""Finds when each phoneme of a known text was spoken: a small frame classifier and a Viterbi path.

The classifier learns from espeak-ng, which tells its phoneme times, then once more from its own alignments of the
other voices and of human speech, so that it fits them too.
"""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from . import augment, compute, espeak, features

PAUSE = "_"
CHUNK = 300          # frames of one training example


class PhoneClassifier(nn.Module):
    """Log-mel frames [B, T, 80] -> phoneme logits [B, T, P]; sees about 0.2 s to either side."""

    def __init__(self, phones: list[str], width: int = 192):
        super().__init__()
        self.phones = phones
        self.index = {name: i for i, name in enumerate(phones)}
        self.first = nn.Conv1d(features.BANDS, width, 5, padding=2)
        self.middle = nn.ModuleList(nn.Conv1d(width, width, 5, padding=2 * d, dilation=d) for d in (1, 2, 3, 4))
        self.last = nn.Conv1d(width, len(phones), 1)

    def forward(self, mels):
        x = F.relu(self.first((mels - mels.mean((1, 2), keepdim=True)).transpose(1, 2)))
        for layer in self.middle:
            x = x + F.relu(layer(x))
        return self.last(x).transpose(1, 2)


class Dictionary:
    """The phonemes of a word as espeak-ng says it alone (en-us)."""

    def __init__(self):
        self.known: dict[str, list[str]] = {}

    def __getitem__(self, word: str) -> list[str]:
        if word not in self.known:
            _, _, phones = espeak.synthesize(word, "en-us")
            self.known[word] = [name for _, name in phones if name != PAUSE]
        return self.known[word]


def frame_labels(phones: list[tuple[float, str]], count: int, index: dict[str, int]) -> np.ndarray:
    """(start, name) pairs -> one phoneme index per 10 ms frame."""
    labels = np.full(count, index[PAUSE], np.int64)
    for (start, name), (end, _) in zip(phones, phones[1:] + [(count / features.FRAMES_PER_SECOND, PAUSE)]):
        labels[int(start * features.FRAMES_PER_SECOND):int(end * features.FRAMES_PER_SECOND)] = index.get(name, index[PAUSE])
    return labels


def train(examples: list[tuple[np.ndarray, np.ndarray]], phones: list[str], steps: int, seed: int = 0,
          net: PhoneClassifier | None = None) -> PhoneClassifier:
    """examples: (log-mel, frame labels). Starts from `net` when one is given."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = net or PhoneClassifier(phones)
    optimizer = torch.optim.AdamW(net.parameters(), 2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps)
    for step in range(steps):
        batch, target = [], []
        for _ in range(24):
            mels, labels = zip(*(examples[rng.integers(len(examples))] for _ in range(2)))
            mel, label = np.concatenate(mels), np.concatenate(labels)
            start = rng.integers(max(1, len(mel) - CHUNK))
            mel, label = mel[start:start + CHUNK], label[start:start + CHUNK]
            gap = CHUNK - len(mel)
            batch.append(augment.augment(np.pad(mel, ((0, gap), (0, 0)), constant_values=features.SILENCE), rng))
            target.append(np.pad(label, (0, gap), constant_values=net.index[PAUSE]))
        with compute.mixed_precision():
            logits = net(torch.from_numpy(np.stack(batch))).float()
        loss = F.cross_entropy(logits.reshape(-1, len(phones)), torch.from_numpy(np.stack(target)).reshape(-1), label_smoothing=.05)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 200 == 199:
            print(f"  aligner step {step + 1}/{steps}: loss {loss.item():.3f}", flush=True)
    return net.eval()


@torch.no_grad()
def align(net: PhoneClassifier, mel: np.ndarray, sequence: list[str], dictionary: Dictionary):
    """Best path of the words through the frames.

    Returns word ends in seconds, frame labels (phoneme indices of the net) and the mean log-probability per spoken
    frame (about -1 when text and sound agree, below -2.5 when they do not).
    """
    states, owner = [net.index[PAUSE]], [-1]
    for i, word in enumerate(sequence):
        for name in dictionary[word]:
            states.append(net.index.get(name, net.index[PAUSE]))
            owner.append(i)
        states.append(net.index[PAUSE])
        owner.append(-1)
    states, owner = np.array(states), np.array(owner)
    log_probs = net(torch.from_numpy(mel[None].astype(np.float32)))[0].log_softmax(-1).numpy()[:, states]
    count, width = log_probs.shape
    optional = np.flatnonzero(owner == -1)
    skippable = np.zeros(width, bool)             # state s may be entered from s - 2 when s - 1 is a pause
    skippable[optional[optional + 1 < width] + 1] = True
    skippable[:2] = False
    score = np.full(width, -np.inf, np.float32)
    score[0], score[1] = log_probs[0, 0], log_probs[0, 1]
    back = np.zeros((count, width), np.int8)
    for t in range(1, count):
        one, two = np.full(width, -np.inf, np.float32), np.full(width, -np.inf, np.float32)
        one[1:] = score[:-1]
        two[2:] = np.where(skippable[2:], score[:-2], -np.inf)
        choices = np.stack([score, one, two])
        back[t] = choices.argmax(0)
        score = choices.max(0) + log_probs[t]
    state = width - 1 if score[-1] >= score[-2] else width - 2
    path = np.zeros(count, np.int64)
    for t in range(count - 1, -1, -1):
        path[t] = state
        state -= back[t, state]
    spoken = owner[path] >= 0
    ends = [float(np.flatnonzero(owner[path] == i)[-1] + 1) / features.FRAMES_PER_SECOND if (owner[path] == i).any() else 0.0
            for i in range(len(sequence))]
    ends = list(np.maximum.accumulate(ends)) if ends else []
    quality = float(log_probs[np.arange(count), path][spoken].mean()) if spoken.any() else -np.inf
    return ends, states[path], quality
