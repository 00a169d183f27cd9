"""The interaction model: one decoder over 50 ms positions, token streams in, four lanes out.

Each position adds up: five dMel frames, the tokens the lanes wrote one position earlier, one injected token, the clock, how
long ago a word was last heard and said, what the camera shows when a new picture came, and for the lanes that carry words the
word before the last, however long ago: what follows a word can then be found in one look back, which is what copying needs.
There is one vector per position whatever happens, so a micro-turn is always four steps.
"""
from dataclasses import asdict, dataclass, replace
import math
import os
import torch
import torch.nn as nn
import torch.nn.functional as F
from . import features
from .sight import SIGHT
from .stage import LANES, POSITION
from .words import VOCABULARY

STREAMS = LANES + ("text_in",)
WITH_WORD_BEFORE = ("heard", "say", "delegate", "text_in")
INPUTS = STREAMS + tuple(f"{stream}_before" for stream in WITH_WORD_BEFORE)
CLOCK_PERIODS = [0.4 * 2 ** i for i in range(10)]       # seconds: 0.4 to 205
SINCE = ("heard", "say")                                # the streams whose last word's age is told
SINCE_PERIODS = CLOCK_PERIODS[:8]                       # seconds: 0.4 to 51, as Fourier features and as ramps
LONGEST_SINCE = 1200                                    # positions; before the first word, and from then on
CLOCK_WIDTH = 2 * len(CLOCK_PERIODS) + 3 * len(SINCE_PERIODS) * len(SINCE)
PICTURE_WIDTH = SIGHT + 1                               # the last number is 1 where there is a picture; without one all are 0
PICTURES = (0, 1, 2, 4)                                 # turns back: the pictures read together, so that motion shows at once
SIGHT_WIDTH = len(PICTURES) * PICTURE_WIDTH
MOTION_WIDTH = 160
AUDIO_WIDTH = 384
HEAD = 64                                               # channels of one attention head
ROPE_BASE = 10_000.0


@dataclass
class Shape:
    """width: channels; layers; heads: query heads over one shared key and value head; window: positions attended to."""
    width: int = 256
    layers: int = 8
    heads: int = 4
    window: int = 512
    vocabulary: int = len(VOCABULARY)


class Block(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.heads = shape.heads
        self.norm1, self.norm2 = nn.LayerNorm(shape.width), nn.LayerNorm(shape.width)
        self.qkv = nn.Linear(shape.width, (shape.heads + 2) * HEAD, bias=False)
        self.out = nn.Linear(shape.heads * HEAD, shape.width, bias=False)
        self.up, self.down = nn.Linear(shape.width, 4 * shape.width), nn.Linear(4 * shape.width, shape.width)
        # A learned logit that takes part in the softmax and carries no value: attention may rest, and no position of
        # the stream has to serve as the sink, so old positions can leave the cache.
        self.sink = nn.Parameter(torch.zeros(shape.heads))

    def forward(self, x, cos, sin, mask):
        batch, length, _ = x.shape
        q, k, v = self.qkv(self.norm1(x)).split([self.heads * HEAD, HEAD, HEAD], -1)
        q = rotate(q.view(batch, length, self.heads, HEAD), cos[:, :, None], sin[:, :, None])
        k = rotate(k, cos, sin)
        # The sink is one more key, ahead of the others: a head's query meets it in a channel of that head's own.
        own = torch.eye(self.heads, device=q.device).to(q.dtype).expand(batch, length, -1, -1)
        q = torch.cat([q * HEAD ** -0.5, own], -1).transpose(1, 2).reshape(batch, self.heads * length, -1)
        k = torch.cat([F.pad(self.sink.to(k.dtype), (HEAD, 0)).expand(batch, 1, -1), F.pad(k, (0, self.heads))], 1)
        scores = torch.baddbmm(mask.to(q.dtype), q, k.transpose(1, 2))
        mixed = torch.bmm(scores.softmax(-1), F.pad(v, (0, 0, 1, 0))).view(batch, self.heads, length, HEAD)
        x = x + self.out(mixed.transpose(1, 2).reshape(batch, length, -1)).float()      # the residual stays float32
        return x + self.down(F.relu(self.up(self.norm2(x)))).float()


class Wren(nn.Module):
    def __init__(self, shape: Shape, phones: int):
        super().__init__()
        self.shape = shape
        self.audio1 = nn.Linear(features.FRAMES_PER_POSITION * features.BANDS, AUDIO_WIDTH)
        self.audio2 = nn.Linear(AUDIO_WIDTH, shape.width)
        self.tokens = nn.Embedding(shape.vocabulary, shape.width)
        self.token_in = nn.ModuleList(nn.Linear(shape.width, shape.width, bias=False) for _ in INPUTS)
        self.clock = nn.Linear(CLOCK_WIDTH, shape.width, bias=False)
        self.sight1, self.sight2 = nn.Linear(SIGHT_WIDTH, MOTION_WIDTH, bias=False), nn.Linear(MOTION_WIDTH, shape.width, bias=False)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.LayerNorm(shape.width)
        self.token_out = nn.ModuleList(nn.Linear(shape.width, shape.width, bias=False) for _ in LANES)
        self.bias_out = nn.Parameter(torch.zeros(len(LANES), shape.vocabulary))
        self.phones = nn.Linear(shape.width, features.FRAMES_PER_POSITION * phones)
        nn.init.normal_(self.tokens.weight, std=.05)
        nn.init.normal_(self.clock.weight, std=.02)

    def forward(self, levels, tokens, sights, start):
        """levels [B, T, 400] 0..31; tokens [B, T, inputs] in the order of INPUTS; sights [B, turns, PICTURE_WIDTH], each read at
        all of its turn's positions; start [B]: the first position's index.

        Returns lane logits [B, T, lanes, V] and phoneme logits of the middle layer [B, T, 5 * phones].
        """
        batch, length, _ = levels.shape
        x = self.audio2(F.relu(self.audio1(levels.float() * (2 / (features.LEVELS - 1)) - 1))).float()
        for i, layer in enumerate(self.token_in):
            x = x + F.embedding(tokens[..., i], layer(self.tokens.weight))
        positions = start[:, None] + torch.arange(length, device=levels.device)
        x = x + self.clock(torch.cat([clock_features(positions), since_features(ages(tokens))], -1)).float()
        x = x + self.watch(with_earlier(sights)).float().repeat_interleave(features.POSITIONS_PER_TURN, 1)[:, :length]
        cos, sin = rotary(positions)
        mask = window_mask(length, self.shape.heads, self.shape.window, levels.device)
        for i, block in enumerate(self.blocks):
            x = block(x, cos, sin, mask)
            if i == self.shape.layers // 2 - 1:
                middle = x
        x = self.norm(x)
        logits = torch.stack([F.linear(layer(x), self.tokens.weight) for layer in self.token_out], 2)
        return logits.float() + self.bias_out, self.phones(middle).float()

    def watch(self, pictures):
        """[.., SIGHT_WIDTH] -> what is added to the position, 0 when no picture came."""
        return self.sight2(F.relu(self.sight1(pictures)))

    def deepen(self, layers: int):
        """Adds layers until there are so many, in turn where the first half ends and where the second does. They begin by adding
        nothing to the residual: what the network computes stays the same."""
        while len(self.blocks) < layers:
            block = Block(self.shape)
            for parameter in (block.out.weight, block.down.weight, block.down.bias):
                nn.init.zeros_(parameter)
            count = len(self.blocks)
            self.blocks.insert(count if count % 2 else count // 2, block)
        self.shape = replace(self.shape, layers=len(self.blocks))

    def save(self, path: str, **extra):
        """Writes a checkpoint; whoever is stopped in the midst of it leaves the one before."""
        unfinished = path + ".new"
        torch.save({"shape": asdict(self.shape), "weights": self.state_dict(), "vocabulary": VOCABULARY} | extra, unfinished)
        os.replace(unfinished, path)


def load(path: str, phones: int | None = None) -> tuple[Wren, dict]:
    stored = torch.load(path, map_location="cpu")
    count = stored["weights"]["phones.weight"].shape[0] // features.FRAMES_PER_POSITION
    net = Wren(Shape(**stored["shape"]), phones or count)
    fresh = net.load_state_dict(stored["weights"], strict=False)
    if fresh.missing_keys:
        print(f"{path} lacks {', '.join(fresh.missing_keys)}: new here", flush=True)
    return net, stored


def with_words_before(tokens):
    """tokens [B, T, streams] -> [B, T, inputs]: adds the last token that is not blank before each position."""
    length = tokens.shape[1]
    place = torch.arange(length, device=tokens.device)[None, :, None].expand_as(tokens)
    latest = torch.where(tokens > 0, place, torch.full_like(place, -1)).cummax(1).values
    before = F.pad(latest[:, :-1], (0, 0, 1, 0), value=-1)
    words = torch.where(before >= 0, tokens.gather(1, before.clamp(min=0)), torch.zeros_like(tokens))
    return torch.cat([tokens] + [words[..., STREAMS.index(stream), None] for stream in WITH_WORD_BEFORE], -1)


def clock_features(positions):
    """Fourier features of the session's time, [.., 20]."""
    seconds = positions.float()[..., None] * (features.FRAMES_PER_POSITION / features.FRAMES_PER_SECOND)
    angles = seconds * (2 * math.pi / torch.tensor(CLOCK_PERIODS, device=positions.device))
    return torch.cat([angles.sin(), angles.cos()], -1)


def with_earlier(sights):
    """[B, turns, PICTURE_WIDTH] -> [B, turns, SIGHT_WIDTH]: each turn's picture beside those of PICTURES turns back."""
    return torch.cat([F.pad(sights, (0, 0, back, 0))[:, :sights.shape[1]] for back in PICTURES], -1)


def ages(tokens):
    """tokens [B, T, inputs] -> positions since each stream of SINCE last carried a word, [B, T, streams]; 0 where it does now."""
    tokens = tokens[..., [STREAMS.index(stream) for stream in SINCE]]
    place = torch.arange(tokens.shape[1], device=tokens.device)[None, :, None].expand_as(tokens)
    latest = torch.where(tokens > 0, place, torch.full_like(place, -LONGEST_SINCE)).cummax(1).values
    return (place - latest).clamp(max=LONGEST_SINCE)


def since_features(age):
    """age [.., streams] in positions -> [.., streams * 3 * periods]: sines, cosines and ramps of each stream in turn."""
    periods = torch.tensor(SINCE_PERIODS, device=age.device)
    turns = age.float()[..., None] * (POSITION / periods)
    angles = turns * (2 * math.pi)
    return torch.cat([angles.sin(), angles.cos(), turns.clamp(max=1)], -1).flatten(-2)


def rotary(positions):
    """cos and sin of the rotary angles, [.., HEAD / 2]."""
    rates = ROPE_BASE ** (-torch.arange(0, HEAD, 2, device=positions.device).float() / HEAD)
    angles = positions.float()[..., None] * rates
    return angles.cos(), angles.sin()


def rotate(x, cos, sin):
    """Rotary positions on the halves of each head; x [.., HEAD]."""
    a, b = x.chunk(2, -1)
    cos, sin = cos.to(x.dtype), sin.to(x.dtype)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


_masks: dict = {}


def window_mask(length: int, heads: int, window: int, where):
    """[1, heads * T, 1 + T]: 0 for the sink and where i may look at j (itself and the window - 1 before), else -1e9."""
    key = (length, heads, window, str(where))
    if key not in _masks:
        i = torch.arange(length)
        distance = i[:, None] - i[None]
        allowed = F.pad((distance >= 0) & (distance < window), (1, 0), value=True)
        _masks[key] = torch.where(allowed, 0.0, -1e9).repeat(heads, 1)[None].to(where)
    return _masks[key]
