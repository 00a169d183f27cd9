"""Writes the model package: an ONNX graph of one 50 ms step with the attention cache in place, one of the eyes, the card, a self-test.

    python3 -m wren.export CHECKPOINT SIGHT CORPUS_FOLDER PACKAGE_FOLDER [--mean-with CHECKPOINT...] [--log LOG] [--precision fp32|int8]

--mean-with takes the mean of several checkpoints' weights: of runs from the same start with different seeds. What they agree on is mostly in it, and less
of what each happened to see last.
Matrices are stored in half precision; fp32 computes in single precision all the same: the runtime folds the casts when it loads.
"""
import argparse
import base64
import json
import os
import random
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
import torch
from . import card, decode, drawing, evaluate, features, sight
from .network import CLOCK_WIDTH, HEAD, INPUTS, SIGHT_WIDTH, Wren, load, with_earlier
from .stage import LANES
from .store import Store

CONTRACT = 2
OPSETS = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
SELF_TEST_POSITIONS, SELF_TEST_STRIDE = 48, 9        # the self-test keeps every ninth logit of 48 positions


class Graph:
    """Collects nodes and weights."""

    def __init__(self, precision: str):
        self.precision = precision
        self.nodes, self.weights, self._count = [], [], 0

    def weight(self, name: str, value) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def matrix(self, name: str, value) -> str:
        """A large weight: half precision in the file."""
        return self.node("Cast", [self.weight(name, np.asarray(value).astype(np.float16))], [name + ".single"], to=TensorProto.FLOAT)

    def node(self, kind: str, inputs: list[str], outputs: list[str] | None = None, domain: str = "", **attributes) -> str:
        self._count += 1
        outputs = outputs or [f"{kind}{self._count}"]
        self.nodes.append(helper.make_node(kind, inputs, outputs, name=f"node{self._count}", domain=domain, **attributes))
        return outputs[0]

    def linear(self, x: str, name: str, layer, output: str | None = None) -> str:
        """x @ W + b. int8: one scale per output column, activations quantised at run time."""
        weight = layer.weight.detach().numpy().T.astype(np.float32)
        bias = [self.weight(name + ".bias", layer.bias.detach().numpy())] if layer.bias is not None else []
        last = [output] if output else None
        if self.precision == "int8":
            scale = (np.abs(weight).max(0) / 127).astype(np.float32)
            quantised = np.clip(np.round(weight / scale), -127, 127).astype(np.int8)
            return self.node("DynamicQuantizeMatMul", [x, self.weight(name + ".q", quantised), self.weight(name + ".scale", scale), "", *bias],
                             last, domain="com.microsoft")
        product = self.node("MatMul", [x, self.matrix(name, weight)], None if bias else last)
        return self.node("Add", [product, *bias], last) if bias else product

    def norm(self, x: str, name: str, layer) -> str:
        return self.node("LayerNormalization", [x, self.weight(name + ".scale", layer.weight.detach().numpy()),
                                                self.weight(name + ".shift", layer.bias.detach().numpy())], axis=-1, epsilon=layer.eps)


def build(net: Wren, precision: str) -> onnx.ModelProto:
    """One step of B sessions: all inputs and outputs are [B, 1, ..] rows; keys and values are bound in place."""
    graph, shape = Graph(precision), net.shape
    kinds = {"levels": (TensorProto.UINT8, ["B", 1, features.FRAMES_PER_POSITION * features.BANDS]), "tokens": (TensorProto.INT64, ["B", 1, len(INPUTS)]),
             "clock": (TensorProto.FLOAT, ["B", 1, CLOCK_WIDTH]), "sight": (TensorProto.FLOAT, ["B", 1, SIGHT_WIDTH]), "cos": (TensorProto.FLOAT, ["B", 1, 1, HEAD // 2]),
             "sin": (TensorProto.FLOAT, ["B", 1, 1, HEAD // 2]), "past_lengths": (TensorProto.INT32, ["B"]), "total_length": (TensorProto.INT32, [1])}
    inputs = [helper.make_tensor_value_info(name, *kind) for name, kind in kinds.items()]
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["B", len(LANES), shape.vocabulary])]

    levels = graph.node("Cast", ["levels"], to=TensorProto.FLOAT)
    levels = graph.node("Mul", [levels, graph.weight("level_scale", np.float32(2 / (features.LEVELS - 1)))])
    levels = graph.node("Sub", [levels, graph.weight("one", np.float32(1))])
    x = graph.linear(graph.node("Relu", [graph.linear(levels, "audio1", net.audio1)]), "audio2", net.audio2)
    # Every input stream's token table, one after the other; `tokens` are offset to match. The runtime multiplies out what is constant.
    vocabulary = graph.matrix("vocabulary", net.tokens.weight.detach().numpy())
    streams = graph.matrix("token_in", torch.stack([layer.weight.T for layer in net.token_in]).detach().numpy())
    tables = graph.node("Reshape", [graph.node("MatMul", [vocabulary, streams]), graph.weight("table_rows", np.array([-1, shape.width], np.int64))])
    offsets = graph.weight("table_offsets", (np.arange(len(INPUTS)) * shape.vocabulary).astype(np.int64))
    rows = graph.node("Gather", [tables, graph.node("Add", ["tokens", offsets])], axis=0)
    x = graph.node("Add", [x, graph.node("ReduceSum", [rows, graph.weight("axis2", np.array([2], np.int64))], keepdims=0)])
    x = graph.node("Add", [x, graph.linear("clock", "clock_in", net.clock)])
    x = graph.node("Add", [x, graph.linear(graph.node("Relu", [graph.linear("sight", "sight1", net.sight1)]), "sight2", net.sight2)])

    # Attention turns queries and keys itself, by the row of a table that `row` names: here a session's row of the batch. It asks for
    # a table as long as the cache.
    table = graph.weight("table", np.array([-1, HEAD // 2], np.int64))
    longer = graph.weight("longer", np.array([0, 0, shape.window + 1, 0], np.int64))
    cos, sin = (graph.node("Pad", [graph.node("Reshape", [angles, table]), longer]) for angles in ("cos", "sin"))
    first, step = graph.weight("first", np.int64(0)), graph.weight("step", np.int64(1))
    count = graph.node("Squeeze", [graph.node("Shape", ["past_lengths"])])
    row = graph.node("Unsqueeze", [graph.node("Range", [first, count, step]), graph.weight("axis1", np.array([1], np.int64))])

    for i, block in enumerate(net.blocks):
        qkv = graph.linear(graph.norm(x, f"norm1.{i}", block.norm1), f"qkv.{i}", block.qkv)
        cache = [f"past_key.{i}", f"past_value.{i}"]
        present = [f"present_key.{i}", f"present_value.{i}"]
        inputs += [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["B", 1, "C", HEAD]) for name in cache]
        outputs += [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["B", 1, "C", HEAD]) for name in present]
        mixed = graph.node("GroupQueryAttention",
                           [qkv, "", "", *cache, "past_lengths", "total_length", cos, sin, row, "", graph.weight(f"sink.{i}", block.sink.detach().numpy())],
                           [f"mixed{i}", *present], domain="com.microsoft", num_heads=block.heads, kv_num_heads=1, scale=float(HEAD ** -0.5), do_rotary=1)
        x = graph.node("Add", [x, graph.linear(mixed, f"out.{i}", block.out)])
        inner = graph.node("Relu", [graph.linear(graph.norm(x, f"norm2.{i}", block.norm2), f"up.{i}", block.up)])
        x = graph.node("Add", [x, graph.linear(inner, f"down.{i}", block.down)])

    # All lanes' projections side by side, then one product with the vocabulary.
    joined = torch.nn.Linear(shape.width, len(LANES) * shape.width, bias=False)
    joined.weight = torch.nn.Parameter(torch.cat([layer.weight for layer in net.token_out]))
    lanes = graph.node("Reshape", [graph.linear(graph.norm(x, "norm", net.norm), "token_out", joined), graph.weight("lane_rows", np.array([0, len(LANES), shape.width], np.int64))])
    scores = graph.node("MatMul", [lanes, graph.node("Transpose", [vocabulary], perm=[1, 0])])
    graph.node("Add", [scores, graph.weight("bias_out", net.bias_out.detach().numpy())], ["logits"])

    return model(graph, "wren", inputs, outputs)


def build_sight(eyes: sight.Sight) -> onnx.ModelProto:
    """One picture, RGB uint8 [1, HEIGHT, WIDTH, 3], to its sight [1, SIGHT]."""
    graph = Graph("fp32")

    def conv(x: str, name: str, **how) -> str:
        layer = eyes.get_submodule(name)
        return graph.node("Conv", [x, graph.matrix(name, layer.weight.detach().numpy()), graph.weight(name + ".bias", layer.bias.detach().numpy())], **how)

    def relu(x: str) -> str: return graph.node("Relu", [x])
    def flat(x: str, channels: int) -> str: return graph.node("Reshape", [x, graph.weight(f"flat{channels}", np.array([1, channels, -1], np.int64))])
    def highest(x: str) -> str: return graph.node("ReduceMax", [x], axes=[2], keepdims=0)

    x = graph.node("Transpose", [graph.node("Cast", ["picture"], to=TensorProto.FLOAT)], perm=[0, 3, 1, 2])
    x = graph.node("Sub", [graph.node("Div", [x, graph.weight("half", np.float32(127.5))]), graph.weight("one", np.float32(1))])
    near = relu(conv(relu(conv(x, "conv1", strides=[2, 2])), "conv2", strides=[2, 2]))
    far = relu(conv(relu(conv(near, "conv3", pads=[2] * 4, dilations=[2, 2])), "conv4", pads=[4] * 4, dilations=[4, 4]))
    x = graph.node("Concat", [near, far], axis=1)
    heat = flat(conv(x, "heat"), sight.POINTS)
    points = graph.node("MatMul", [graph.node("Softmax", [heat], axis=-1), graph.weight("grid", eyes.grid.numpy())])
    points = graph.node("Reshape", [points, graph.weight("row", np.array([1, -1], np.int64))])
    points = graph.node("Sub", [graph.node("Mul", [points, graph.weight("four", np.float32(4))]), graph.weight("two", np.float32(2))])
    peaks = graph.node("Mul", [highest(heat), graph.weight("fifth", np.float32(.2))])
    found = graph.node("Concat", [points, peaks, highest(flat(conv(x, "kind"), sight.KINDS))], axis=1)
    ones, zeros = np.ones(sight.SIGHT, np.float32), np.zeros(sight.SIGHT, np.float32)
    graph.node("LayerNormalization", [graph.linear(found, "out", eyes.out), graph.weight("scale", ones), graph.weight("shift", zeros)], ["sight"],
               axis=-1, epsilon=eyes.norm.eps)
    return model(graph, "sight", [helper.make_tensor_value_info("picture", TensorProto.UINT8, [1, sight.HEIGHT, sight.WIDTH, 3])],
                 [helper.make_tensor_value_info("sight", TensorProto.FLOAT, [1, sight.SIGHT])])


def model(graph: Graph, name: str, inputs: list, outputs: list) -> onnx.ModelProto:
    made = helper.make_model(helper.make_graph(graph.nodes, name, inputs, outputs, graph.weights), opset_imports=OPSETS)
    made.ir_version = 8
    return made


def sound_test() -> dict:
    """Half a second of sweep, noise and silence, and its levels: for any front end to repeat."""
    time = np.arange(features.SAMPLE_RATE // 2) / features.SAMPLE_RATE
    sweep = .6 * np.sin(2 * np.pi * (80 * time + 6000 * time ** 2))
    noise = np.random.default_rng(3).normal(0, .05, len(time)) * (time > .2)
    pcm = (np.clip((sweep + noise) * (time < .4), -1, 1) * 32767).astype("<i2")
    heard = features.levels(features.log_mel(pcm.astype(np.float32) / 32768))
    return {"sound": base64.b64encode(pcm.tobytes()).decode(), "soundLevels": base64.b64encode(heard.tobytes()).decode()}


def base64_of(values: np.ndarray, kind: str = "<f4") -> str:
    return base64.b64encode(np.ascontiguousarray(values).astype(kind).tobytes()).decode()


def sight_test(eyes: sight.Sight) -> dict:
    """A drawn picture and its sight."""
    picture, _, _ = next(iter(drawing.make("count", drawing.EXERCISES[0], drawing.SEED_OF_TESTS).frames()))
    small = sight.shrink(picture)
    with torch.no_grad():
        return {"picture": base64_of(small, "u1"), "pictureSight": base64_of(eyes(torch.from_numpy(small)[None])[0].numpy())}


def self_test(net: Wren, store: Store) -> dict:
    """Recorded input and what the trainer makes of it, for any runtime to repeat: levels as bytes, sights and logits as float32, in base64."""
    entry = next(e for e in store.split(evaluate.SYNTHETIC[0]) if e.script.ability == "ask")
    stage = evaluate.stage_of(entry, store, 0)
    if store.films:
        stage.show(store.films.choose(None, None, random.Random(0)), 0)
    example = evaluate.to_example(stage, store)
    levels, text_in = example.levels[20:20 + SELF_TEST_POSITIONS], example.text_in[20:20 + SELF_TEST_POSITIONS]
    sights = example.sights[:SELF_TEST_POSITIONS // features.POSITIONS_PER_TURN]
    seen = with_earlier(torch.from_numpy(sights)[None])
    stream, written, logits, tokens = decode.Stream(net.eval(), 1, SELF_TEST_POSITIONS), torch.zeros(1, len(LANES), dtype=torch.long), [], []
    for t in range(SELF_TEST_POSITIONS):
        out = stream.step(torch.from_numpy(levels[t][None]), torch.cat([written, torch.tensor([[text_in[t]]])], 1), seen[:, t // features.POSITIONS_PER_TURN])
        written = out.argmax(-1)
        logits.append(out[0, :, ::SELF_TEST_STRIDE].numpy())
        tokens.append(written[0].tolist())
    return {"stride": SELF_TEST_STRIDE, "positions": SELF_TEST_POSITIONS, "levels": base64_of(levels, "u1"), "textIn": text_in.tolist(), "tokens": tokens,
            "sights": base64_of(sights), "logits": base64_of(np.stack(logits))} | sound_test()


def as_shipped(net: torch.nn.Module):
    """Rounds the matrices to half precision: what is measured is what is shipped."""
    for parameter in net.parameters():
        if parameter.dim() > 1:
            parameter.data = parameter.data.half().float()
    return net


def mean(nets: list[Wren]) -> Wren:
    """Weight by weight, into the first."""
    for parameters in zip(*(net.parameters() for net in nets), strict=True):
        parameters[0].data = torch.stack([parameter.data for parameter in parameters]).mean(0)
    return nets[0]


def export(checkpoint: str, eyes_path: str, corpus: str, folder: str, mean_with: list[str], log: str | None, precision: str, scores: str | None):
    os.makedirs(folder, exist_ok=True)
    net, eyes = as_shipped(mean([load(path)[0] for path in [checkpoint, *mean_with]])), as_shipped(sight.load(eyes_path))
    store = Store(corpus)
    onnx.save(build(net, precision), os.path.join(folder, "wren.onnx"))
    onnx.save(build_sight(eyes), os.path.join(folder, "sight.onnx"))
    with open(os.path.join(folder, "self-test.json"), "w") as file:
        json.dump(self_test(net, store) | sight_test(eyes), file, separators=(",", ":"))
    if scores:
        with open(scores) as file:
            measured = json.load(file)
    else:
        measured = evaluate.evaluate(net, store)
    card.write(folder, net, store, measured, card.stages(log, 1 + len(mean_with)) if log else [], precision, CONTRACT)
    print(f"{folder}: {os.path.getsize(os.path.join(folder, 'wren.onnx')) / 1e6:.1f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("sight", help="the eyes' weights, sight.pt")
    parser.add_argument("corpus")
    parser.add_argument("folder")
    parser.add_argument("--mean-with", nargs="+", default=[], metavar="CHECKPOINT", help="checkpoints of other runs")
    parser.add_argument("--log", help="the training log, for the card")
    parser.add_argument("--precision", choices=["fp32", "int8"], default="fp32")
    parser.add_argument("--scores", help="scores as JSON, instead of measuring them now")
    options = parser.parse_args()
    export(options.checkpoint, options.sight, options.corpus, options.folder, options.mean_with, options.log, options.precision, options.scores)
