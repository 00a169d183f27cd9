"""A library of drawn films as the network sees them: one row of sight numbers a picture, five a second.

    python3 -m wren.films BUILD_FOLDER CORPUS_FOLDER [--count 3000]      # needs BUILD_FOLDER/sight.pt; writes CORPUS_FOLDER/films.pickle
"""
import argparse
from concurrent.futures import ProcessPoolExecutor
import copy
from dataclasses import dataclass
import os
import pickle
import random
import time
import numpy as np
import torch
from . import drawing, sight

TEST_SHARE = .12             # of the films, made with seeds of tests


@dataclass
class SeenFilm:
    """A film's events (seconds, name), and its sights [frames, SIGHT] in half precision."""
    kind: str
    what: str
    seconds: float
    events: list[tuple[float, str]]
    sights: np.ndarray


class Films:
    """The library. Training draws from the films whose seeds are no test's, `held_out` from the others."""

    def __init__(self, path: str):
        self._test = False
        self._by_name: dict = {}
        with open(path, "rb") as file:
            films = pickle.load(file)
        for held_out, film in films:
            self._by_name.setdefault((held_out, film.kind, film.what), []).append(film)
            self._by_name.setdefault((held_out, film.kind, None), []).append(film)
            self._by_name.setdefault((held_out, None, None), []).append(film)

    def held_out(self) -> "Films":
        """The same library, drawing the films that training never sees."""
        films = copy.copy(self)
        films._test = True
        return films

    def choose(self, kind: str | None, what: str | None, rng: random.Random) -> SeenFilm | None:
        """A film of this kind and name; None stands for any."""
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
    return test, SeenFilm(film.kind, film.what, film.seconds, film.events, seen.numpy().astype(np.float16))


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
