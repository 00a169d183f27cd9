"""Reads the weights of an exported package back, so that training can go on from what is committed.

    python3 -m wren.package PACKAGE SIGHT      # its eyes, as sight.pt
"""
import argparse
import json
import os
import onnx
from onnx import numpy_helper
import torch
import torch.nn.functional as F
from . import sight
from .network import HEAD, Shape, Wren
from .words import VOCABULARY


def training(folder: str) -> list[dict]:
    """The stages of training behind a package, first to last: steps, minutes, positions a second."""
    with open(os.path.join(folder, "model.json")) as file:
        return json.load(file).get("training", [])


def load(folder: str, phones: int) -> Wren:
    """The network of a package in fp32. Words new since then, and the phoneme head, which is not exported, start fresh."""
    with open(os.path.join(folder, "model.json")) as file:
        known = json.load(file)["vocabulary"]
    stored = _weights(os.path.join(folder, "wren.onnx"))
    if "vocabulary" not in stored or "qkv.0" not in stored:
        raise SystemExit(f"{folder} is quantised: training goes on from a package in fp32 only.")
    width, layers = stored["norm.scale"].shape[0], sum(name.startswith("qkv.") and name[4:].isdigit() for name in stored)
    net = Wren(Shape(width, layers, stored["out.0"].shape[0] // HEAD), phones)
    for name in ("audio1", "audio2"):
        _linear(getattr(net, name), stored, name)
    # What the network has learned to read of time since then adds nothing at first.
    for layer, name in [(net.clock, "clock_in"), (net.sight1, "sight1"), (net.sight2, "sight2")]:
        if name not in stored:
            continue
        known_rows = stored[name].T
        layer.weight.data = F.pad(known_rows, (0, layer.in_features - known_rows.shape[1])).contiguous()
    for i, block in enumerate(net.blocks):
        for name in ("qkv", "out", "up", "down"):
            _linear(getattr(block, name), stored, f"{name}.{i}")
        for name in ("norm1", "norm2"):
            _norm(getattr(block, name), stored, f"{name}.{i}")
        block.sink.data = stored[f"sink.{i}"]
    _norm(net.norm, stored, "norm")
    for layer, weight in zip(net.token_out, stored["token_out"].T.split(width)):
        layer.weight.data = weight.contiguous()
    rows = {word: i for i, word in enumerate(known)}
    kept = [(new, rows[word]) for new, word in enumerate(VOCABULARY) if word in rows]
    here, there = (torch.tensor(column) for column in zip(*kept))
    net.tokens.weight.data[here] = stored["vocabulary"][there]
    net.bias_out.data[:, here] = stored["bias_out"][:, there]
    for layer, weight in zip(net.token_in, stored["token_in"]):
        layer.weight.data = weight.T.contiguous()
    print(f"{folder}: {layers} layers of width {width}; {len(kept)} of {len(VOCABULARY)} words known", flush=True)
    return net


def eyes(folder: str) -> sight.Sight:
    """The eyes of a package. What they answer while they are trained is not exported: those layers start fresh, and films do not need them."""
    stored, net = _weights(os.path.join(folder, "sight.onnx")), sight.Sight()
    for name in ("conv1", "conv2", "conv3", "conv4", "heat", "kind"):
        layer = net.get_submodule(name)
        layer.weight.data, layer.bias.data = stored[name], stored[name + ".bias"]
    _linear(net.out, stored, "out")
    return net


def _weights(path: str) -> dict[str, torch.Tensor]:
    """A graph's tensors by name, half precision widened."""
    stored = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in onnx.load(path).graph.initializer}
    return {name: value.float() if value.is_floating_point() else value for name, value in stored.items()}


def _linear(layer, stored, name):
    layer.weight.data = stored[name].T.contiguous()
    if layer.bias is not None:
        layer.bias.data = stored[name + ".bias"]


def _norm(layer, stored, name):
    layer.weight.data, layer.bias.data = stored[name + ".scale"], stored[name + ".shift"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package")
    parser.add_argument("sight")
    options = parser.parse_args()
    os.makedirs(os.path.dirname(os.path.abspath(options.sight)), exist_ok=True)
    torch.save(eyes(options.package).state_dict(), options.sight)
