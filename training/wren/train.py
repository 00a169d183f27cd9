"""Trains the network on a built corpus for a given time; can be stopped and resumed.

    python3 -m wren.train CORPUS_FOLDER OUT_FOLDER --minutes 120 [--from PACKAGE] [--resume [--anew]] [--processes 2]

OUT_FOLDER gets last.pt (with the optimiser, for --resume), log.jsonl and curves.png. --from starts from a shipped package's
weights, at a lower rate, instead of from random ones. Of several processes each has examples of its own;
they go on from the mean of their weights every few steps.
"""
import argparse
from dataclasses import dataclass
import json
import math
import os
import tempfile
import time
import numpy as np
import torch
import torch.distributed as distributed
import torch.multiprocessing as multiprocessing
import torch.nn.functional as F
from torch.nn.utils import parameters_to_vector, vector_to_parameters
from . import compute, evaluate, network, package
from .episodes import Episodes
from .stage import LANES
from .store import Store

STAGES = [(0.0, 8, 384), (0.75, 5, 640)]         # share of the time from which on, sequences per batch, positions each
PEAK_RATE, CONTINUED_RATE, FINAL_SHARE, WARM_UP = 1.5e-3, 7e-4, 0.02, 200
SIGHT_RATE = 3                                   # times the rate, for what reads the pictures: few examples have any
BLANK_WEIGHT = 0.3                               # most positions are blank: they count less than words
LANE_WEIGHTS = {"heard": 1.0, "say": 1.0, "act": 0.5, "delegate": 0.5}
PHONE_WEIGHT = 0.4                               # of the middle layer's phoneme loss, fading to nothing
WRONG_HEARD, WRONG_OTHER, INSERTED = .06, .02, .003   # how often a fed-back token is not the label
EVALUATE_EVERY = 20                              # minutes
LOG_EVERY = 50                                   # steps
STEPS_ALONE = 10                                 # of a process, until it meets the others: so few that it is one batch, as many times as large
LAST = "last.pt"
PHONE_DELAY = 1                                  # positions after which a phoneme must be known


def feed(corpus: str, seed: int, stage: int, queue):
    """A process that makes batches: the fields of an Example, stacked."""
    torch.set_num_threads(1)
    episodes = Episodes(Store(corpus), seed)
    while True:
        _, count, positions = STAGES[stage.value]
        examples = [episodes.draw(positions) for _ in range(count)]
        queue.put([torch.from_numpy(np.stack([getattr(e, name) for e in examples])) for name in ("levels", "lanes", "text_in", "phones", "sights")])


def fed_back(lanes, text_in, vocabulary: int):
    """What the network reads: its lanes one position late, sometimes wrong, the injected text, and the words before."""
    previous = F.pad(lanes[:, :-1], (0, 0, 1, 0))
    chance = torch.full(previous.shape, WRONG_OTHER)
    chance[..., LANES.index("heard")] = WRONG_HEARD
    chance = torch.where(previous > 0, chance, torch.full_like(chance, INSERTED))
    wrong = torch.rand(previous.shape) < chance
    instead = torch.where(torch.rand(previous.shape) < .5, torch.zeros_like(previous), torch.randint(0, vocabulary, previous.shape))
    inserted = torch.randint(0, vocabulary, previous.shape)
    previous = torch.where(wrong, torch.where(previous > 0, instead, inserted), previous)
    return network.with_words_before(torch.cat([previous, text_in[..., None]], -1))


def losses(net, batch, where):
    levels, lanes, text_in, phones, sights = batch
    start = torch.randint(0, 4000, (len(levels),))
    tokens = fed_back(lanes, text_in, net.shape.vocabulary)
    with compute.mixed_precision():
        logits, heard_phones = net(levels.to(where), tokens.to(where), sights.to(where), start.to(where))
    lanes, logits = lanes.to(where), logits.unbind(2)
    weights = torch.ones(net.shape.vocabulary, device=where)
    weights[0] = BLANK_WEIGHT
    lane_losses = [F.cross_entropy(logits[i].flatten(0, 1), lanes[..., i].flatten(), weights) * LANE_WEIGHTS[lane]
                   for i, lane in enumerate(LANES)]
    late = F.pad(phones[:, :-PHONE_DELAY], (0, 0, PHONE_DELAY, 0)).to(where)
    phone_loss = F.cross_entropy(heard_phones.view(-1, heard_phones.shape[-1] // phones.shape[-1]), late.flatten())
    with torch.no_grad():
        right = [((logits[i].argmax(-1) == lanes[..., i]) & (lanes[..., i] > 0)).sum() / (lanes[..., i] > 0).sum().clamp(min=1)
                 for i in range(len(LANES))]
    return lane_losses, phone_loss, right


@dataclass
class Task:
    """What to train, on what, and for how long."""
    corpus: str
    out: str
    minutes: float
    start: str | None
    resume: bool
    anew: bool
    rate: float | None
    shape: network.Shape
    seed: int
    threads: int
    evaluate_every: float       # minutes; 0: at the end alone


def train(task: Task, processes: int):
    """Runs the processes and what feeds them; the first is this one."""
    os.makedirs(task.out, exist_ok=True)
    context = multiprocessing.get_context("spawn")
    stage, queues = context.Value("i", 0), [context.Queue(8) for _ in range(processes)]
    seen = torch.load(os.path.join(task.out, LAST), map_location="cpu")["step"] if _resumes(task) else 0
    helpers = [context.Process(target=feed, args=(task.corpus, (task.seed * 1000 + seen) * processes + rank, stage, queue), daemon=True)
               for rank, queue in enumerate(queues)]
    meeting = tempfile.NamedTemporaryFile(delete=False).name
    helpers += [context.Process(target=work, args=(task, rank, processes, meeting, queues[rank], stage), daemon=True) for rank in range(1, processes)]
    for helper in helpers:
        helper.start()
    try:
        net, store = work(task, 0, processes, meeting, queues[0], stage)
    finally:
        for helper in helpers:
            helper.terminate()
        os.remove(meeting)
    _evaluate(net, store, task.out, task.minutes * 60, limit=100)
    curves(task.out)


def agree(net: network.Wren, elapsed: float) -> float:
    """All processes go on from the mean of their weights; returns the first one's seconds, so that all stop at the same step."""
    if not distributed.is_initialized():
        return elapsed
    weights = parameters_to_vector(net.parameters()).detach()
    distributed.all_reduce(weights)
    vector_to_parameters(weights / distributed.get_world_size(), net.parameters())
    clock = torch.tensor([elapsed], dtype=torch.float64)
    distributed.broadcast(clock, 0)
    return clock.item()


def begin(task: Task, store: Store, log) -> tuple[network.Wren, dict | None]:
    """The network to go on with, and the checkpoint it comes from."""
    if _resumes(task):
        net, stored = network.load(os.path.join(task.out, LAST))
        if task.anew:
            log({"anew": {"step": stored["step"], "minutes": round(stored["spent"] / 60, 2)}})
        return net, stored
    if task.start:
        log({"earlier": package.training(task.start)})
        net = package.load(task.start, len(store.phones))
        net.deepen(task.shape.layers)
        return net, None
    return network.Wren(task.shape, len(store.phones)), None


def optimizer_of(net: network.Wren, rate: float) -> torch.optim.Optimizer:
    seeing = [net.sight1.weight, net.sight2.weight]
    matrices = [p for p in net.parameters() if p.dim() > 1 and all(p is not s for s in seeing)]
    others = [p for p in net.parameters() if p.dim() < 2]
    return torch.optim.AdamW([{"params": matrices, "weight_decay": .05}, {"params": others, "weight_decay": 0},
                              {"params": seeing, "weight_decay": 0, "scale": SIGHT_RATE}], rate, (.9, .98))


def work(task: Task, rank: int, processes: int, meeting: str, queue, stage) -> tuple[network.Wren, Store]:
    """One process's training; the first also logs, saves and evaluates. meeting: a file through which they find each other."""
    if processes > 1:
        os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
        distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=processes)
    torch.manual_seed(task.seed * 1000 + rank)
    torch.set_num_threads(task.threads)
    torch.set_flush_denormal(True)
    where = compute.device()
    store = Store(task.corpus)
    def log(row): _log(task.out, row) if rank == 0 else None
    net, stored = begin(task, store, log)
    net.to(where).train()
    peak = task.rate or (CONTINUED_RATE if task.start else PEAK_RATE)
    optimizer = optimizer_of(net, peak)
    if stored and len(stored["optimizer"]["state"]) == sum(1 for _ in net.parameters()):
        optimizer.load_state_dict(stored["optimizer"])
    spent, step = (stored["spent"], stored["step"]) if stored else (0.0, 0)
    if rank == 0:
        print(f"{sum(p.numel() for p in net.parameters()) / 1e6:.2f} M parameters, bfloat16 {'on' if compute.has_fast_bfloat16() else 'off'}", flush=True)

    budget, began, positions = task.minutes * 60, time.time() - spent, 0
    origin = spent if task.anew else 0.0         # of the schedule
    every = 60 * task.evaluate_every or math.inf
    next_evaluation = (spent // every + 1) * every
    recent: list[list[float]] = []
    while (elapsed := agree(net, time.time() - began)) < budget:
        share = (elapsed - origin) / (budget - origin)
        stage.value = max(i for i, (from_share, _, _) in enumerate(STAGES) if share >= from_share)
        for _ in range(STEPS_ALONE):
            for group in optimizer.param_groups:
                group["lr"] = group.get("scale", 1) * peak * min(1, (step + 1) / WARM_UP) * (FINAL_SHARE + (1 - FINAL_SHARE) * (1 + math.cos(math.pi * share)) / 2)
            batch = queue.get(timeout=600)
            lane_losses, phone_loss, right = losses(net, batch, where)
            loss = sum(lane_losses) + PHONE_WEIGHT * (1 - share) * phone_loss
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            norm = torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            if torch.isfinite(norm):
                optimizer.step()
            step += 1
            positions += batch[0].shape[0] * batch[0].shape[1] * processes
            if rank == 0:
                recent.append([x.item() for x in (*lane_losses, phone_loss, *right)])
        if rank == 0 and step % LOG_EVERY == 0:
            mean = np.mean(recent, 0)
            recent.clear()
            row = {"minutes": round(elapsed / 60, 2), "step": step, "positions_per_second": round(positions / (time.time() - began - spent))}
            row |= {f"loss_{lane}": round(float(v), 4) for lane, v in zip(LANES + ("phones",), mean)}
            row |= {f"right_{lane}": round(float(v), 3) for lane, v in zip(LANES, mean[len(LANES) + 1:])}
            log(row)
            net.save(os.path.join(task.out, LAST), optimizer=optimizer.state_dict(), spent=elapsed, step=step)
        if rank == 0 and elapsed > next_evaluation:
            began += _evaluate(net, store, task.out, elapsed, limit=40)
            next_evaluation += every
    if rank == 0:
        net.save(os.path.join(task.out, LAST), optimizer=optimizer.state_dict(), spent=budget, step=step)
    return net, store


def _resumes(task: Task) -> bool:
    return task.resume and os.path.exists(os.path.join(task.out, LAST))


def _evaluate(net, store, out, elapsed, limit) -> float:
    """Logs the scores on held-out voices; returns the seconds it took, which do not count as training."""
    began = time.time()
    scored = evaluate.evaluate(net.cpu(), store, limit)
    net.to(compute.device()).train()
    _log(out, {"minutes": round(elapsed / 60, 2), "scores": scored})
    return time.time() - began


def _log(out: str, row: dict):
    print(json.dumps(row), flush=True)
    with open(os.path.join(out, "log.jsonl"), "a") as file:
        file.write(json.dumps(row) + "\n")


def curves(out: str):
    """Loss, accuracy and held-out scores over time, as a picture."""
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plot
    with open(os.path.join(out, "log.jsonl")) as file:
        rows = [json.loads(line) for line in file]
    steps, scored = [r for r in rows if "step" in r], [r for r in rows if "scores" in r]
    figure, axes = plot.subplots(1, 3, figsize=(16, 4.5))
    for lane in LANES + ("phones",):
        axes[0].plot([r["minutes"] for r in steps], [r[f"loss_{lane}"] for r in steps], label=lane)
    for lane in LANES:
        axes[1].plot([r["minutes"] for r in steps], [r[f"right_{lane}"] for r in steps], label=lane)
    for name in ("synthetic", "human"):
        known = [r for r in scored if name in r["scores"]]
        axes[2].plot([r["minutes"] for r in known], [r["scores"][name]["word_error_rate"] for r in known], "o-", label=f"{name}: word error rate")
    axes[2].plot([r["minutes"] for r in scored], [r["scores"]["synthetic"]["ask_said_right"] for r in scored], "o-", label="synthetic: answers said word for word")
    for axis, title in zip(axes, ("loss", "tokens right, given the right past", "held-out voices, free-running")):
        axis.set_title(title)
        axis.set_xlabel("minutes")
        axis.legend()
        axis.grid(alpha=.3)
    axes[0].set_yscale("log")
    figure.tight_layout()
    figure.savefig(os.path.join(out, "curves.png"), dpi=80)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("out")
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--from", dest="start", metavar="PACKAGE", help="start from the weights of this package, e.g. ../models/wren")
    parser.add_argument("--resume", action="store_true", help="go on with OUT_FOLDER/last.pt")
    parser.add_argument("--anew", action="store_true", help="the rate begins at its peak again, as it should with other data")
    parser.add_argument("--rate", type=float, help=f"the highest rate; {PEAK_RATE}, and with --from {CONTINUED_RATE}")
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--layers", type=int, default=8, help="with --from: as many are added to the package's as are missing")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1, help="of each process")
    parser.add_argument("--processes", type=int, default=1 if torch.cuda.is_available() else 2)
    parser.add_argument("--evaluate-every", type=float, default=EVALUATE_EVERY, help="minutes; 0: at the end alone")
    options = parser.parse_args()
    shape = network.Shape(options.width, options.layers, options.width // network.HEAD)
    train(Task(options.corpus, options.out, options.minutes, options.start, options.resume, options.anew, options.rate, shape, options.seed, options.threads,
               options.evaluate_every), options.processes)
