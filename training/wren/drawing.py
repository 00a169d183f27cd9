"""Drawn figures in front of a drawn camera: what the network learns to see from. Every seed is another body, room and camera.

    python3 -m wren.drawing FOLDER [--kind count] [--what squats] [--seed 1000000]    # one film as pictures, and its events

A film begins with PRE_ROLL seconds in which nothing happens that was asked for. Seeds from SEED_OF_TESTS on never train.
"""
import argparse
from dataclasses import dataclass, field
import io
import math
import os
import random
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 160, 120
FRAMES_PER_SECOND = 5
PRE_ROLL = 4.0
SEED_OF_TESTS = 1_000_000
QUALITIES = 25, 95           # of the JPEG pictures that a host is sent
EXERCISES = ["squats", "jumping jacks", "arm raises"]
ACTIONS = ["waving", "jumping", "walking"]
PALETTE = {"red": (205, 35, 35), "blue": (40, 70, 215), "green": (40, 160, 60), "yellow": (235, 210, 45), "white": (245, 245, 245),
           "black": (20, 20, 20), "brown": (125, 75, 35), "orange": (240, 130, 25)}
SHAPES = ["circle", "square", "triangle"]
JOINTS = ["head", "neck", "hip", "elbow_l", "hand_l", "elbow_r", "hand_r", "knee_l", "foot_l", "knee_r", "foot_r"]


@dataclass
class Pose:
    """What the body does. amounts 0..1: squat, arms (raised sideways), legs (apart), lean (slouch); wave and stride in radians; lift in body heights."""
    squat: float = 0
    arms: float = 0
    legs: float = 0
    slouch: float = 0
    wave: float | None = None
    stride: float | None = None
    lift: float = 0


@dataclass
class Thing:
    """A coloured shape on the wall: where, how large (pixels), and from when to when (seconds)."""
    shape: str
    colour: str
    x: float
    y: float
    size: float
    start: float = 0
    end: float = 1e9


@dataclass
class Film:
    """kind: count, action, posture, appear or idle; events: (seconds, name), the names being repetition, start, stop, slouch, appear."""
    kind: str
    what: str
    seed: int
    seconds: float
    events: list[tuple[float, str]] = field(default_factory=list)
    moves: list[tuple[float, float]] = field(default_factory=list)       # when the body is at it
    things: list[Thing] = field(default_factory=list)

    def pose(self, t: float) -> Pose:
        move = next((m for m in self.moves if m[0] <= t < m[1]), None)
        if move is None:
            return Pose()
        since = t - move[0]
        if self.kind == "count":
            amount = .5 - .5 * math.cos(2 * math.pi * since / (move[1] - move[0]))
            return {"squats": Pose(squat=amount), "jumping jacks": Pose(arms=amount, legs=amount, lift=.05 * math.sin(math.pi * amount)),
                    "arm raises": Pose(arms=amount)}[self.what]
        if self.kind == "posture":
            return Pose(slouch=min(1, since / .7, max(0, (move[1] - t) / .5)))
        return {"waving": Pose(wave=2 * math.pi * since / .8), "jumping": Pose(lift=.16 * abs(math.sin(math.pi * since / .7))),
                "walking": Pose(stride=2 * math.pi * since / 1.1)}[self.what]

    def frames(self):
        """RGB uint8 [HEIGHT, WIDTH, 3], five a second, each with where the joints are: (picture, {joint: (x, y)}, pose)."""
        scene = Scene(self)
        for i in range(int(self.seconds * FRAMES_PER_SECOND)):
            yield scene.draw(i / FRAMES_PER_SECOND)


def make(kind: str, what: str, seed: int) -> Film:
    """what: an exercise, an action, '' for posture and idle, or for appear a colour, a shape or both ('red circle')."""
    rng = random.Random(f"{kind} {what} {seed}")
    film = Film(kind, what, seed, PRE_ROLL + rng.uniform(6, 12))
    t = PRE_ROLL + rng.uniform(.4, 2.0)
    if kind == "count":
        period, pause = rng.uniform(1.1, 2.4), rng.uniform(.0, .4)
        for _ in range(rng.randint(2, 8)):
            length = period * rng.uniform(.88, 1.12)
            if t + length > PRE_ROLL + 14:
                break
            film.moves.append((t, t + length))
            film.events.append((t + length, "repetition"))
            t += length + pause * rng.random()
            if rng.random() < .08:
                t += rng.uniform(.8, 2)
        film.seconds = t + rng.uniform(2, 3)
    elif kind in ("action", "posture"):
        for _ in range(rng.randint(1, 2)):
            length = rng.uniform(2.2, 5)
            film.moves.append((t, t + length))
            film.events += [(t, "start"), (t + length, "stop")] if kind == "action" else [(t + .4, "slouch")]
            t += length + rng.uniform(1.8, 3.5)
        film.seconds = t + .5
    film.things = _things(film, rng)
    return film


def _things(film: Film, rng: random.Random) -> list[Thing]:
    """Clutter on the wall, and what appears. Clutter never matches what is looked for; some of it comes late, to mislead."""
    colours = [word for word in film.what.split() if word in PALETTE]
    shapes = [word for word in film.what.split() if word in SHAPES]

    def matches(colour, shape): return (not colours or colour in colours) and (not shapes or shape in shapes)

    def thing(colour, shape, start=0.0, end=1e9):
        return Thing(shape, colour, rng.uniform(12, WIDTH - 12), rng.uniform(10, HEIGHT * .75), rng.uniform(9, 20), start, end)

    kinds = [(c, s) for c in PALETTE for s in SHAPES if film.kind != "appear" or not matches(c, s)]
    found = [thing(*rng.choice(kinds)) for _ in range(rng.choice([0, 0, 1, 1, 2]))]
    if film.kind in ("appear", "idle"):
        for _ in range(rng.randint(0, 2)):
            start = PRE_ROLL + rng.uniform(0, 6)
            found.append(thing(*rng.choice(kinds), start, start + rng.uniform(1, 5)))
    if film.kind == "appear":
        start = PRE_ROLL + rng.uniform(.6, 6)
        end = start + rng.uniform(1.5, 4)
        pairs = [(c, s) for c in PALETTE for s in SHAPES if matches(c, s)]
        found.append(thing(*rng.choice(pairs), start, end))
        film.events.append((start, "appear"))
        film.seconds = end + 2
    return found


class Scene:
    """The room, the body and the camera of one film."""

    def __init__(self, film: Film):
        self.film = film
        rng = self.rng = random.Random(f"scene {film.kind} {film.what} {film.seed}")
        taken = [PALETTE[t.colour] for t in film.things]
        self.wall = _muted(rng, taken)
        self.floor = _muted(rng, taken)
        self.horizon = rng.uniform(.62, .9) * HEIGHT
        self.skin = rng.choice([(236, 200, 170), (200, 150, 115), (150, 100, 70), (95, 65, 45)])
        self.shirt, self.trousers = _muted(rng, taken + [self.wall]), _muted(rng, taken + [self.wall])
        self.furniture = [(rng.uniform(0, WIDTH), rng.uniform(30, 100), rng.uniform(8, 40), rng.uniform(8, 40), _muted(rng, taken)) for _ in range(rng.randint(0, 4))]
        self.height = rng.uniform(58, 92)
        self.x, self.y = WIDTH / 2 + rng.uniform(-28, 28), HEIGHT - rng.uniform(4, 16)
        self.arm, self.leg, self.shoulder = rng.uniform(.36, .44), rng.uniform(.44, .52), rng.uniform(.09, .14)
        self.thick = rng.uniform(.055, .095)
        self.side = rng.choice([-1, 1])
        self.arm_rest = rng.uniform(.04, .35)
        self.seated = film.kind == "posture" or film.kind in ("idle", "appear") and rng.random() < .5
        self.sway, self.sway_rate = rng.uniform(0, .012), rng.uniform(.2, .7)
        self.noise, self.light, self.tilt = rng.uniform(0, 9), rng.uniform(.75, 1.2), rng.uniform(-4, 4)
        self.blur = rng.choice([0, 0, .5, .8])
        self.grain = np.random.default_rng(film.seed).normal(0, self.noise + .1, (HEIGHT + 16, WIDTH + 16, 3)).astype(np.float32)
        self.there = film.kind != "appear" or rng.random() < .6

    def draw(self, t: float):
        pose = self.film.pose(t)
        image = Image.new("RGB", (WIDTH, HEIGHT), self.wall)
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, self.horizon, WIDTH, HEIGHT), fill=self.floor)
        for x, y, w, h, colour in self.furniture:
            draw.rectangle((x - w / 2, y - h / 2, x + w / 2, y + h / 2), fill=colour)
        for thing in self.film.things:
            if thing.start <= t < thing.end:
                _shape(draw, thing)
        joints = {}
        if self.there:
            joints = self.seated_body(pose, t) if self.seated else self.standing_body(pose, t)
            self.figure(draw, joints)
        if self.tilt:
            image = image.rotate(self.tilt, resample=Image.BILINEAR, fillcolor=self.wall)
            joints = {name: _turned(point, self.tilt) for name, point in joints.items()}
        if self.blur:
            image = image.filter(ImageFilter.GaussianBlur(self.blur))
        pixels = np.asarray(image, np.float32) * (self.light * (1 + self.rng.uniform(-.02, .02)))
        down, right = self.rng.randrange(16), self.rng.randrange(16)
        pixels += self.grain[down:down + HEIGHT, right:right + WIDTH]
        return np.clip(pixels, 0, 255).astype(np.uint8), joints, pose

    def point(self, x: float, y: float, t: float) -> tuple[float, float]:
        """Body coordinates (heights; y up from the feet) to pixels."""
        return self.x + self.side * (x + self.sway * math.sin(2 * math.pi * self.sway_rate * t)) * self.height, self.y - y * self.height

    def standing_body(self, pose: Pose, t: float) -> dict:
        half = self.leg / 2
        drop = pose.squat * half * 1.15
        hip_y = self.leg - drop + pose.lift
        neck_y = hip_y + .34 - .03 * pose.squat
        lean = .10 * pose.squat
        spread = .05 + .22 * pose.legs
        swing = .16 * math.sin(pose.stride) if pose.stride is not None else 0.0
        bob = .012 * abs(math.cos(pose.stride)) if pose.stride is not None else 0.0
        joints = {"hip": (0, hip_y + bob), "neck": (lean, neck_y + bob), "head": (lean * 1.3, neck_y + .1 + bob)}
        for side, name in ((-1, "l"), (1, "r")):
            foot = (side * spread + side * swing, pose.lift)
            bend = .5 * pose.squat * half + .02
            joints["foot_" + name] = foot
            joints["knee_" + name] = ((foot[0] + 0) / 2 + side * bend + abs(swing) * .2, (hip_y + foot[1]) / 2)
            angle = self.arm_rest + pose.arms * (2.75 - self.arm_rest) + 1.1 * pose.squat
            if pose.wave is not None and side == 1:
                angle = 2.3
            shoulder = (joints["neck"][0] + side * self.shoulder, joints["neck"][1] - .03)
            elbow = (shoulder[0] + side * math.sin(angle) * self.arm / 2 - swing * side * .4, shoulder[1] - math.cos(angle) * self.arm / 2)
            fore = angle if pose.wave is None or side == -1 else 2.6 + .65 * math.sin(pose.wave)
            joints["elbow_" + name] = elbow
            joints["hand_" + name] = (elbow[0] + side * math.sin(fore) * self.arm / 2 - swing * side * .4, elbow[1] - math.cos(fore) * self.arm / 2)
        return {name: self.point(x, y, t) for name, (x, y) in joints.items()}

    def seated_body(self, pose: Pose, t: float) -> dict:
        """From the side, at a desk: slouching bends the back forward and drops the head."""
        lean = .05 + .62 * pose.slouch
        hip = (-.08, self.leg * .55)
        neck = (hip[0] + .34 * math.sin(lean), hip[1] + .34 * math.cos(lean) - .05 * pose.slouch)
        drop = lean + .55 * pose.slouch
        joints = {"hip": hip, "neck": neck, "head": (neck[0] + .11 * math.sin(drop), neck[1] + .11 * math.cos(drop))}
        for name, shift in (("l", 0.0), ("r", .03)):
            joints["knee_" + name] = (hip[0] + self.leg * .55 + shift, hip[1] + .02)
            joints["foot_" + name] = (hip[0] + self.leg * .55 + shift, .02)
            joints["elbow_" + name] = (neck[0] + .05 + shift, neck[1] - self.arm * .5)
            joints["hand_" + name] = (neck[0] + .05 + self.arm * .45 + shift, neck[1] - self.arm * .48)
        return {name: self.point(x, y, t) for name, (x, y) in joints.items()}

    def figure(self, draw: ImageDraw.ImageDraw, at: dict):
        thick = max(2, int(round(self.thick * self.height)))
        if self.seated:
            x, y = at["hip"]
            draw.rectangle((min(x, x + self.side * -6), y, max(x, x + self.side * 14), y + thick), fill=self.trousers)
        for name in "lr":
            draw.line([at["hip"], at["knee_" + name], at["foot_" + name]], fill=self.trousers, width=thick, joint="curve")
        draw.line([at["hip"], at["neck"]], fill=self.shirt, width=int(thick * 2.2))
        for name in "lr":
            draw.line([at["neck"], at["elbow_" + name]], fill=self.shirt, width=thick, joint="curve")
            draw.line([at["elbow_" + name], at["hand_" + name]], fill=self.skin, width=max(2, thick - 1), joint="curve")
        (x, y), radius = at["head"], self.height * .075
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=self.skin)


def sent(picture: np.ndarray, quality: int) -> np.ndarray:
    """The picture after its way through JPEG, as a host gets it."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


def _shape(draw: ImageDraw.ImageDraw, thing: Thing):
    x, y, r, fill = thing.x, thing.y, thing.size, PALETTE[thing.colour]
    if thing.shape == "circle":
        draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)
    elif thing.shape == "square":
        draw.rectangle((x - r * .9, y - r * .9, x + r * .9, y + r * .9), fill=fill)
    else:
        draw.polygon([(x, y - r), (x - r, y + r * .8), (x + r, y + r * .8)], fill=fill)


def _muted(rng: random.Random, unlike: list) -> tuple[int, int, int]:
    """A dull colour that stands off from those given."""
    for _ in range(40):
        grey, hue = rng.uniform(50, 210), [rng.uniform(-28, 28) for _ in range(3)]
        colour = tuple(int(np.clip(grey + h, 0, 255)) for h in hue)
        if all(sum(abs(a - b) for a, b in zip(colour, other)) > 110 for other in unlike):
            break
    return colour


def _turned(point: tuple[float, float], degrees: float) -> tuple[float, float]:
    angle, x, y = math.radians(degrees), point[0] - WIDTH / 2, point[1] - HEIGHT / 2
    return WIDTH / 2 + x * math.cos(angle) + y * math.sin(angle), HEIGHT / 2 - x * math.sin(angle) + y * math.cos(angle)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--kind", default="count", choices=["count", "action", "posture", "appear", "idle"])
    parser.add_argument("--what", default="")
    parser.add_argument("--seed", type=int, default=SEED_OF_TESTS)
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    film = make(options.kind, options.what or {"count": EXERCISES[0], "action": ACTIONS[0], "appear": "red circle"}.get(options.kind, ""), options.seed)
    for number, (picture, _, _) in enumerate(film.frames()):
        Image.fromarray(picture).save(os.path.join(options.folder, f"{number:04d}.jpg"), quality=80)
    print(f"{film.kind} {film.what}: {film.seconds:.1f} s", *(f"{time:.2f} {name}" for time, name in film.events), sep="\n")
