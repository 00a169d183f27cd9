"""Scenarios with a camera: drawn figures of seeds that wren never sees in training."""
import io
import os
from PIL import Image
from wren import drawing
from .scenarios import BEGIN

FIRST_SEED = drawing.SEED_OF_TESTS + 500_000
QUALITY = 32
NUMBER_OF_KIND = {"count": 1, "action": 2, "posture": 3, "appear": 4}


def film(s, kind: str, what: str, number: int) -> drawing.Film:
    """The film of the scenario's seed; the user's request is to be over before anything happens in it."""
    if s.lengths[0] + BEGIN / 1000 > drawing.PRE_ROLL + .4:
        raise SystemExit(f"{s.suite} {s.number}: the request takes {s.lengths[0]:.1f} s, longer than nothing happens.")
    seed = FIRST_SEED + 10_000 * s.render.seed + 1_000 * NUMBER_OF_KIND[kind] + number
    s.facts["film"] = f"{kind} {what} {seed}".replace("  ", " ")
    return drawing.make(kind, what, seed)


def show(s, shot: drawing.Film, kind: str, expect: dict):
    name = f"../video/{s.suite}-{s.number:02d}.mjpeg"
    path = os.path.join(s.render.out, "video", os.path.basename(name))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        for picture, _, _ in shot.frames():
            jpeg = io.BytesIO()
            Image.fromarray(picture).save(jpeg, "JPEG", quality=QUALITY, optimize=True)
            file.write(jpeg.getvalue())
    s.write(kind, expect, video={"jpegs": name, "frames_per_second": drawing.FRAMES_PER_SECOND}, tail_ms=1000)


def times(shot: drawing.Film, name: str) -> list[int]:
    return [round(1000 * at) for at, event in shot.events if event == name]


def count(s, number):
    what = drawing.EXERCISES[number % len(drawing.EXERCISES)]
    s.part(f"count my {what}", at_ms=BEGIN)
    shot = film(s, "count", what, number)
    show(s, shot, what, {"repetitions_ms": times(shot, "repetition")})


def action(s, number):
    what = drawing.ACTIONS[number % len(drawing.ACTIONS)]
    s.part(f"tell me when i start and stop {what}", at_ms=BEGIN)
    shot = film(s, "action", what, number)
    show(s, shot, what, {"spans": [{"from_ms": start, "to_ms": stop} for start, stop in zip(times(shot, "start"), times(shot, "stop"))]})


def posture(s, number):
    s.part("watch my posture", at_ms=BEGIN)
    shot = film(s, "posture", "", number)
    if number % 4 == 0:
        shot.moves, shot.events = [], []
        show(s, shot, "upright", {"says": "sit up"})
        return
    show(s, shot, "slouch", {"due": [{"says": "sit up", "at_ms": at} for at in times(shot, "slouch")]})


def appear(s, number):
    colour, shape = s.pick(*drawing.PALETTE), s.pick(*drawing.SHAPES)
    pair = number % 2 == 0
    article = "an" if colour[0] in "aeiou" else "a"
    s.part(f"tell me when you see {article} {colour} {shape}" if pair else f"tell me when you see something {colour}", at_ms=BEGIN)
    shot = film(s, "appear", f"{colour} {shape}" if pair else colour, number)
    if number % 5 == 0:
        # What was to appear is the last thing of the film.
        shot.things.pop()
        show(s, shot, "nothing", {"says": "now"})
        return
    show(s, shot, "shape" if pair else "colour", {"due": [{"says": "now", "at_ms": at} for at in times(shot, "appear")]})
