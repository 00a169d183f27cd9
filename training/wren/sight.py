"""Eyes: a small convolutional network that turns one camera picture into SIGHT numbers, trained on drawn figures.

It learns alone, before the interaction model: from a picture to where the joints are, what the body does and which coloured
shapes are there. What the interaction model reads is the layer before those answers.

    python3 -m wren.sight BUILD_FOLDER [--minutes 20] [--from SIGHT]      # trains it; BUILD_FOLDER gets sight.pt
"""
import argparse
import os
import random
import time
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from . import compute, drawing
from .drawing import JOINTS, PALETTE, SHAPES

WIDTH, HEIGHT = 80, 60               # pixels the network sees: any camera, cut to 4:3 and averaged down
SIGHT = 64                           # numbers a picture becomes
POINTS, KINDS = 20, 48                # heat maps, the first of them the joints'; maps of kinds of things
MAP_WIDTH, MAP_HEIGHT = 18, 13
MAP_START, MAP_SPAN = (.0625, .0833), (.85, .8)     # of the picture: the centres of the maps' first cells, and from there to the last
PAIRS = [(colour, shape) for colour in PALETTE for shape in SHAPES]
AMOUNTS = ["squat", "arms", "legs", "slouch", "lift", "seated", "there"]
MIRRORED = [JOINTS.index(name[:-1] + {"l": "r", "r": "l"}[name[-1]]) if name[-2:] in ("_l", "_r") else i for i, name in enumerate(JOINTS)]
PICTURES, PER_FILM = 96_000, 12
BATCH, RATE, CONTINUED_RATE = 64, 2e-3, 1e-3
SPREAD = .05                         # noise on the sight while it is trained: small differences must not matter


class Sight(nn.Module):
    """RGB uint8 [B, HEIGHT, WIDTH, 3] -> [B, SIGHT], of mean 0 and variance 1 over its numbers.

    Where something is comes from soft arg-maxima of heat maps, the joints' among them; whether it is there from maxima.
    """

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(3, 16, 5, 2), nn.Conv2d(16, 32, 4, 2)
        self.conv3, self.conv4 = nn.Conv2d(32, 32, 3, padding=2, dilation=2), nn.Conv2d(32, 32, 3, padding=4, dilation=4)
        self.heat, self.kind = nn.Conv2d(64, POINTS, 1), nn.Conv2d(64, KINDS, 1)
        self.out = nn.Linear(3 * POINTS + KINDS, SIGHT)
        self.norm = nn.LayerNorm(SIGHT, elementwise_affine=False)
        self.joints, self.amounts, self.pairs = nn.Linear(SIGHT, 2 * len(JOINTS)), nn.Linear(SIGHT, len(AMOUNTS)), nn.Linear(SIGHT, len(PAIRS))
        rows, columns = np.meshgrid(np.linspace(0, 1, MAP_HEIGHT), np.linspace(0, 1, MAP_WIDTH), indexing="ij")
        self.register_buffer("grid", torch.tensor(np.stack([columns, rows], -1).reshape(-1, 2), dtype=torch.float32), persistent=False)

    def forward(self, pictures):
        return self.look(pictures)[0]

    def look(self, pictures):
        """The sight, and the heat maps as logits over the picture's cells [B, POINTS, MAP_HEIGHT * MAP_WIDTH]."""
        x = pictures.permute(0, 3, 1, 2).float() / 127.5 - 1
        near = F.relu(self.conv2(F.relu(self.conv1(x))))
        x = torch.cat([near, F.relu(self.conv4(F.relu(self.conv3(near))))], 1)
        heat = self.heat(x).flatten(2).float()
        points = heat.softmax(-1) @ self.grid
        found = torch.cat([points.flatten(1) * 4 - 2, heat.amax(-1) * .2, self.kind(x).flatten(2).amax(-1).float()], 1)
        return self.norm(self.out(found).float()), heat

    def answers(self, sight):
        """What the sight must tell: joints [B, joints, 2] in 0..1 of the picture, amounts [B, 7], pairs as logits [B, 24]."""
        joints, amounts, pairs = (layer(sight).float() for layer in (self.joints, self.amounts, self.pairs))
        return joints.view(-1, len(JOINTS), 2), amounts, pairs


def load(path: str) -> Sight:
    net = Sight()
    net.load_state_dict(torch.load(path, map_location="cpu"))
    return net.eval()


def shrink(picture: np.ndarray) -> np.ndarray:
    """A drawn picture as the network sees it: each pixel the mean of four."""
    return (picture.astype(np.uint16).reshape(HEIGHT, 2, WIDTH, 2, 3).sum((1, 3)) + 2 >> 2).astype(np.uint8)


def random_film(rng: random.Random, first_seed: int = 0) -> drawing.Film:
    """A film of any kind; seeds below SEED_OF_TESTS unless the first is."""
    kind = rng.choices(["count", "action", "posture", "appear", "idle"], [.3, .25, .2, .2, .05])[0]
    what = {"count": lambda: rng.choice(drawing.EXERCISES), "action": lambda: rng.choice(drawing.ACTIONS), "posture": lambda: "", "idle": lambda: "",
            "appear": lambda: rng.choice(list(PALETTE) + [f"{c} {s}" for c, s in PAIRS])}[kind]()
    return drawing.make(kind, what, first_seed + rng.randrange(drawing.SEED_OF_TESTS))


def examples(rng: random.Random, count: int):
    """Pictures and their answers: uint8 [N, H, W, 3], joints [N, J, 2], amounts [N, 7], pairs [N, 24]."""
    found = []
    while len(found) < count:
        film = random_film(rng)
        scene, quality = drawing.Scene(film), rng.randint(*drawing.QUALITIES)
        for _ in range(PER_FILM):
            # Half of the moments are those at which something goes on.
            moment = rng.uniform(*rng.choice(film.moves)) if film.moves and rng.random() < .6 else rng.uniform(0, film.seconds)
            picture, joints, pose = scene.draw(moment)
            points = by_side([joints.get(name, (0, 0)) for name in JOINTS])
            shown = {(t.colour, t.shape) for t in film.things if t.start <= moment < t.end}
            found.append((shrink(drawing.sent(picture, quality)), np.array(points) / (drawing.WIDTH, drawing.HEIGHT),
                          (pose.squat, pose.arms, pose.legs, pose.slouch, 5 * pose.lift, scene.seated and scene.there, scene.there), [p in shown for p in PAIRS]))
    return [torch.from_numpy(np.stack(column).astype(kind)) for column, kind in zip(zip(*found), (np.uint8, np.float32, np.float32, np.float32))]


def by_side(points: list) -> list:
    """Of two limbs, the left is the one further left in the picture: which is whose, nobody can see."""
    for i, mirrored in enumerate(MIRRORED):
        if i < mirrored and points[i][0] > points[mirrored][0]:
            points[i], points[mirrored] = points[mirrored], points[i]
    return points


def loss(net: Sight, batch, spread: float = SPREAD):
    pictures, joints, amounts, pairs = batch
    sight, heat = net.look(pictures)
    at, how, what = net.answers(sight + spread * torch.randn_like(sight))
    there = amounts[:, -1]
    place = (joints - torch.tensor(MAP_START)) / torch.tensor(MAP_SPAN)
    column, row = (place[..., 0] * (MAP_WIDTH - 1)).round().clamp(0, MAP_WIDTH - 1), (place[..., 1] * (MAP_HEIGHT - 1)).round().clamp(0, MAP_HEIGHT - 1)
    cells = F.cross_entropy(heat[:, :len(JOINTS)].flatten(0, 1), (row * MAP_WIDTH + column).long().flatten(), reduction="none").view(-1, len(JOINTS)).mean(1)
    return (60 * ((at - joints).square().mean((1, 2)) * there).mean() + .3 * (cells * there).mean() + (how - amounts).square().mean()
            + 4 * F.binary_cross_entropy_with_logits(what, pairs, pos_weight=torch.tensor(3.)))


def augment(batch):
    """Mirrored, brighter or darker, other white balance, noise."""
    pictures, joints, amounts, pairs = batch
    if torch.rand(()) < .5:
        pictures, joints = pictures.flip(2), joints[:, MIRRORED] * torch.tensor([-1., 1.]) + torch.tensor([1., 0.])
    gain = torch.empty(len(pictures), 1, 1, 3).uniform_(.88, 1.12) * torch.empty(len(pictures), 1, 1, 1).uniform_(.75, 1.2)
    noisy = pictures.float() * gain + torch.randn(pictures.shape) * torch.empty(len(pictures), 1, 1, 1).uniform_(0, 6)
    return noisy.clamp(0, 255), joints, amounts, pairs


def train(folder: str, minutes: float, start: str | None, seed: int, threads: int):
    os.makedirs(folder, exist_ok=True)
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    began = time.time()
    data, held_out = examples(random.Random(seed), PICTURES), examples(random.Random(seed + 1), 600)
    print(f"{PICTURES} pictures, {time.time() - began:.0f} s", flush=True)
    net = load(start).train() if start else Sight()
    rate = CONTINUED_RATE if start else RATE
    optimizer = torch.optim.AdamW(net.parameters(), rate, weight_decay=.01)
    began, step = time.time(), 0
    while (share := (time.time() - began) / (minutes * 60)) < 1:
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 100) * (1 - .97 * share)
        chosen = torch.randint(0, PICTURES, (BATCH,))
        with compute.mixed_precision():
            value = loss(net, augment([column[chosen] for column in data]))
        optimizer.zero_grad(set_to_none=True)
        value.backward()
        optimizer.step()
        step += 1
        if step % 500 == 0:
            print(f"{(time.time() - began) / 60:.1f} min, step {step}: loss {value.item():.3f}; {report(net, held_out)}", flush=True)
            net.train()
    torch.save(net.state_dict(), os.path.join(folder, "sight.pt"))
    print(report(net, held_out))


@torch.no_grad()
def report(net: Sight, batch) -> str:
    net.eval()
    pictures, joints, amounts, pairs = batch
    at, how, what = net.answers(net(pictures))
    there = amounts[:, -1] > 0
    off = ((at - joints) * torch.tensor([WIDTH, HEIGHT])).norm(dim=-1)[there].mean()
    found, shown = what > 0, pairs > .5
    return (f"joints off by {off:.1f} of {WIDTH} pixels, slouch by {(how - amounts)[:, 3].abs().mean():.2f}, "
            f"shapes found {(found & shown).sum() / shown.sum():.2f}, of those named right {(found & shown).sum() / found.sum().clamp(min=1):.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--from", dest="start", metavar="SIGHT", help="go on from these eyes, at a lower rate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    train(options.folder, options.minutes, options.start, options.seed, options.threads)
