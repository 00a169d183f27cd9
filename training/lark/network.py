"""The two networks of the voice.

Lark turns phonemes into vocoder frames, one phoneme after the other: it decides how long the phoneme is, then writes its
frames, seeing only what it wrote before (and the two phonemes that follow, as names). Speller turns letters into phonemes.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F
from . import phones, vocoder

FRAMES_PER_STEP = 2              # the network steps every 10 ms and writes two frames
STEP_SECONDS = FRAMES_PER_STEP * vocoder.HOP / vocoder.RATE
OUTPUTS = FRAMES_PER_STEP * vocoder.FRAME
KERNEL, DILATIONS = 3, (1, 2, 4, 8)
HISTORY = (KERNEL - 1) * sum(DILATIONS)
CLOCKS = 4                       # what a step knows of its moment within the phoneme


class Lark(nn.Module):
    def __init__(self, voices: list[str], width: int = 192, encoder: int = 256):
        super().__init__()
        self.voices, self.width = voices, width
        self.phone = nn.Embedding(len(phones.PHONES), 32)
        self.place = nn.ModuleList(nn.Embedding(phones.PLACE_LIMIT + 1, 8) for _ in phones.PLACES)
        self.voice = nn.Embedding(len(voices), 16)
        self.encode = nn.Linear((2 * phones.WINDOW + 1) * 32 + len(phones.PLACES) * 8 + 16, encoder)
        self.encode2 = nn.Linear(encoder, encoder)
        self.length = nn.Linear(encoder, 1)
        self.enter = nn.Linear(encoder, width)
        self.clock = nn.Linear(CLOCKS, width)
        self.layers = nn.ModuleList(nn.Conv1d(width, width, KERNEL, dilation=d) for d in DILATIONS)
        self.leave = nn.Linear(width, OUTPUTS)
        self.register_buffer("mean", torch.zeros(OUTPUTS))
        self.register_buffer("deviation", torch.ones(OUTPUTS))

    def describe(self, columns, voice):
        """Phonemes [..., COLUMNS] of voices [...] -> (what they sound like [..., encoder], log seconds [...])."""
        window = 2 * phones.WINDOW + 1
        parts = [self.phone(columns[..., :window]).flatten(-2)]
        parts += [table(columns[..., window + i]) for i, table in enumerate(self.place)]
        hidden = F.relu(self.encode(torch.cat(parts + [self.voice(voice)], -1)))
        hidden = F.relu(self.encode2(hidden))
        return hidden, self.length(hidden)[..., 0]

    def write(self, hidden, clock, history):
        """Steps [B, T, encoder] with clocks [B, T, CLOCKS] after a history [B, width, HISTORY] -> outputs, the next history."""
        x = (self.enter(hidden) + self.clock(clock)).transpose(1, 2)
        kept, at = [], 0
        for layer, dilation in zip(self.layers, DILATIONS):
            reach = (KERNEL - 1) * dilation
            seen = torch.cat([history[..., at:at + reach], F.relu(x)], -1)
            kept.append(seen[..., seen.shape[-1] - reach:])
            x = x + layer(seen)
            at += reach
        return self.leave(F.relu(x).transpose(1, 2)) * self.deviation + self.mean, torch.cat(kept, -1)

    def start(self, batch: int = 1):
        return torch.zeros(batch, self.width, HISTORY)

    @torch.no_grad()
    def speak(self, columns: list[int], voice: int, stretch: float, history, most_steps: int = 60):
        """One phoneme -> its frames [n, FRAME] and the next history. What the shipped graph computes."""
        hidden, length = self.describe(torch.tensor([columns]), torch.tensor([voice]))
        steps = min(most_steps, max(1, int(torch.round(length.exp() * stretch / STEP_SECONDS))))
        clock = clocks(torch.tensor([steps]))
        outputs, history = self.write(hidden[:, None].expand(1, steps, -1), clock[None], history)
        return outputs[0].reshape(-1, vocoder.FRAME), history


def clocks(steps):
    """For phonemes of so many steps: the clock of each of their steps, one after the other [sum(steps), CLOCKS]."""
    total = torch.repeat_interleave(steps, steps)
    at = torch.arange(len(total)) - torch.repeat_interleave(torch.cumsum(steps, 0) - steps, steps)
    at, total = at.float(), total.float()
    return torch.stack([(at + .5) / total, at / 10, (total - at) / 10, total.log()], -1)


class Speller(nn.Module):
    """Letters [B, L] (0 pads) -> what each letter sounds like [B, L, sounds]."""

    def __init__(self, letters: int, sounds: int, width: int = 160, layers: int = 4):
        super().__init__()
        self.letter = nn.Embedding(letters, 64, padding_idx=0)
        self.enter = nn.Linear(64, width)
        self.layers = nn.ModuleList(nn.Conv1d(width, width, 5, padding=2) for _ in range(layers))
        self.leave = nn.Linear(width, sounds)

    def forward(self, letters):
        here = (letters != 0)[:, None].float()
        x = self.enter(self.letter(letters)).transpose(1, 2) * here
        for layer in self.layers:
            x = (x + layer(F.relu(x))) * here
        return self.leave(F.relu(x).transpose(1, 2))
