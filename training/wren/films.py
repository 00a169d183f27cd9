"""A library of drawn films as the network sees them: one row of sight numbers a picture, five a second.

    python3 -m wren.films BUILD_FOLDER CORPUS_FOLDER [--count 3000]      # needs BUILD_FOLDER/sight.pt; writes CORPUS_FOLDER/films.pickle
"""
import argparse
from concurrent.futures import ProcessPoolExecutor
import copy
from dataclasses import dataclass, replace
import os
import pickle
import random
import time
import numpy as np
import torch
from . import drawing, sight

TEST_SHARE = .12             # of the films, made with seeds of tests
ABSENT = .2                  # of the films in which something is looked for: it does not come
NAMING = 1.6                 # seconds that the name of a thing takes
LOOKED_FOR = [*drawing.PALETTE, *drawing.SHAPES, *(f"{colour} {shape}" for colour, shape in sight.PAIRS)]


@dataclass
class SeenFilm:
    """A film's events (seconds, name), its sights [frames, SIGHT] in half precision, and what hangs on its wall (from which second on, colour, shape)."""
    kind: str
    what: str
    seconds: float
    events: list[tuple[float, str]]
    sights: np.ndarray
    things: list[tuple[float, str, str]]

    def times(self, what: str) -> list[float]:
        """When something appears that is called so: 'red', 'circle', 'red circle'."""
        return [start for start, *thing in self.things if set(what.split()) <= set(thing)]

    def named(self) -> list[tuple[float, str]]:
        """What comes onto the wall and when, as what is said of it; nothing where one comes before another is named."""
        coming = sorted((start, f"{colour} {shape}") for start, colour, shape in self.things if drawing.PRE_ROLL <= start < self.seconds - 1)
        return coming if all(later - sooner >= NAMING for (sooner, _), (later, _) in zip(coming, coming[1:])) else []


class Films:
    """The library. Training draws from the films whose seeds are no test's, `held_out` from the others.

    In training a film serves whatever appears in it once, not only what it was made for: which film it is does not tell when to speak.
    """

    def __init__(self, path: str):
        self._test = False
        self._by_name: dict = {}
        with open(path, "rb") as file:
            films = pickle.load(file)
        for held_out, film in films:
            self._by_name.setdefault((held_out, film.kind, film.what), []).append(film)
            self._by_name.setdefault((held_out, film.kind, None), []).append(film)
            self._by_name.setdefault((held_out, None, None), []).append(film)
        for held_out, film in films:
            if film.kind in ("appear", "idle") and (named := film.named()):
                self._by_name.setdefault((held_out, "name", ""), []).append(replace(film, events=named))
        walls = [film for held_out, film in films if not held_out and film.kind in ("appear", "idle")]
        self._without = {what: [replace(film, events=[]) for film in walls if not film.times(what)] for what in LOOKED_FOR}
        for what in LOOKED_FOR:
            known = self._by_name.setdefault((False, "appear", what), [])
            for film in walls:
                times = film.times(what)
                if film.what != what and len(times) == 1 and drawing.PRE_ROLL <= times[0] < film.seconds - 1:
                    known.append(replace(film, events=[(times[0], "appear")]))

    def held_out(self) -> "Films":
        """The same library, drawing the films that training never sees."""
        films = copy.copy(self)
        films._test = True
        return films

    def choose(self, kind: str | None, what: str | None, rng: random.Random) -> SeenFilm | None:
        """A film of this kind and name; None stands for any. In training some in which what is looked for does not appear."""
        if kind == "appear" and what and not self._test and self._without[what] and rng.random() < ABSENT:
            return rng.choice(self._without[what])
        found = self._by_name.get((self._test, kind, what))
        return rng.choice(found) if found else None


def _render(job):
    seed, test = job
    rng = random.Random(f"library {seed} {test}")
    film = sight.random_film(rng, drawing.SEED_OF_TESTS if test else 0)
    quality = rng.randint(*drawing.QUALITIES)
    with torch.no_grad():
        pictures = torch.from_numpy(np.stack([sight.shrink(drawing.sent(picture, quality)) for picture, _, _ in film.frames()]))
        seen = torch.cat([_net(part) for part in pictures.split(64)])
    return test, SeenFilm(film.kind, film.what, film.seconds, film.events, seen.numpy().astype(np.float16),
                          [(thing.start, thing.colour, thing.shape) for thing in film.things])


def _start(path: str):
    global _net
    torch.set_num_threads(1)
    _net = sight.load(path)


def build(build_folder: str, corpus: str, count: int, workers: int):
    jobs = [(seed, seed < TEST_SHARE * count) for seed in range(count)]
    began, films = time.time(), []
    with ProcessPoolExecutor(workers, initializer=_start, initargs=(os.path.join(build_folder, "sight.pt"),)) as pool:
        for film in pool.map(_render, jobs, chunksize=4):
            films.append(film)
            if len(films) % 200 == 0:
                print(f"  {len(films)}/{count} films, {time.time() - began:.0f} s", flush=True)
    with open(os.path.join(corpus, "films.pickle"), "wb") as file:
        pickle.dump(films, file)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("corpus")
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    from . import films     # under its own name, which the pickle carries
    films.build(options.build, options.corpus, options.count, options.workers)
