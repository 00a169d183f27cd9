"""Runs the network as the host does: one position at a time, its own tokens fed back."""
import numpy as np
import torch
import torch.nn.functional as F
from . import features
from .network import HEAD, INPUTS, LONGEST_SINCE, SINCE, STREAMS, WITH_WORD_BEFORE, Wren, clock_features, rotary, rotate, since_features, with_earlier
from .stage import LANES


class Stream:
    """A batch of live sessions of at most `length` positions: keys and values, and the words written last."""

    def __init__(self, net: Wren, batch: int, length: int):
        self.net = net
        self.keys = [torch.zeros(batch, length, HEAD) for _ in net.blocks]
        self.values = [torch.zeros(batch, length, HEAD) for _ in net.blocks]
        self.tables = [F.embedding(torch.arange(net.shape.vocabulary), layer(net.tokens.weight)) for layer in net.token_in]
        self.before = torch.zeros(batch, len(STREAMS), dtype=torch.long)
        self.age = torch.full((batch, len(SINCE)), LONGEST_SINCE)
        self.position = 0

    @torch.no_grad()
    def step(self, levels, tokens, sights):
        """levels [B, 400], tokens [B, streams], sights [B, SIGHT_WIDTH]: with the earlier ones -> lane logits [B, lanes, V]."""
        net, batch = self.net, levels.shape[0]
        inputs = torch.cat([tokens] + [self.before[:, STREAMS.index(stream), None] for stream in WITH_WORD_BEFORE], 1)
        self.before = torch.where(tokens > 0, tokens, self.before)
        x = net.audio2(F.relu(net.audio1(levels.float() * (2 / (features.LEVELS - 1)) - 1)))
        for i in range(len(INPUTS)):
            x = x + self.tables[i][inputs[:, i]]
        position = torch.tensor([self.position])
        watched = tokens[:, [STREAMS.index(stream) for stream in SINCE]]
        self.age = torch.where(watched > 0, torch.zeros_like(self.age), (self.age + 1).clamp(max=LONGEST_SINCE))
        x = x + net.clock(torch.cat([clock_features(position).expand(batch, -1), since_features(self.age)], -1)) + net.watch(sights)
        cos, sin = rotary(position)
        for i, block in enumerate(net.blocks):
            q, k, v = block.qkv(block.norm1(x)).split([block.heads * HEAD, HEAD, HEAD], -1)
            q = rotate(q.view(batch, block.heads, HEAD), cos, sin)
            self.keys[i][:, self.position], self.values[i][:, self.position] = rotate(k, cos, sin), v
            seen = slice(max(0, self.position + 1 - net.shape.window), self.position + 1)
            scores = q @ self.keys[i][:, seen].transpose(1, 2) * HEAD ** -0.5
            sink = block.sink.view(1, -1, 1).expand(batch, -1, 1)
            weights = torch.cat([sink, scores], -1).softmax(-1)[..., 1:]
            x = x + block.out((weights @ self.values[i][:, seen]).reshape(batch, -1))
            x = x + block.down(F.relu(block.up(block.norm2(x))))
        self.position += 1
        x = net.norm(x)
        return torch.stack([F.linear(layer(x), net.tokens.weight) for layer in net.token_out], 1) + net.bias_out


def run(net: Wren, levels: np.ndarray, text_in: np.ndarray, sights: np.ndarray) -> np.ndarray:
    """levels [B, T, 400], text_in [B, T], sights [B, turns, PICTURE_WIDTH] -> the tokens of each lane [B, T, lanes], greedy."""
    net.eval()
    batch, length, _ = levels.shape
    stream = Stream(net, batch, length)
    written = torch.zeros(batch, len(LANES), dtype=torch.long)
    out = np.zeros((batch, length, len(LANES)), np.int64)
    audio, injected, seen = torch.from_numpy(levels), torch.from_numpy(text_in), with_earlier(torch.from_numpy(sights))
    for t in range(length):
        written = stream.step(audio[:, t], torch.cat([written, injected[:, t, None]], 1), seen[:, t // features.POSITIONS_PER_TURN]).argmax(-1)
        out[:, t] = written.numpy()
    return out
