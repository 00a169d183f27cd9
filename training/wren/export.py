"""Writes the model package: an ONNX graph of one 50 ms step with the attention cache in place, the card, a self-test.

    python3 -m wren.export CHECKPOINT CORPUS_FOLDER PACKAGE_FOLDER [--log LOG] [--precision fp32|int8]

Matrices are stored in half precision; fp32 computes in single precision all the same: the runtime folds the casts when it loads.
"""
import argparse
import base64
import json
import os
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
import torch
from . import card, decode, evaluate, features
from .network import CLOCK_WIDTH, HEAD, INPUTS, SIGHT_WIDTH, Wren, load
from .stage import LANES
from .store import Store

CONTRACT = 1
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
    x = graph.node("Add", [x, graph.linear("sight", "sight_in", net.sight)])

    sizes = graph.weight("qkv_sizes", np.array([shape.heads * HEAD, HEAD, HEAD], np.int64))
    per_head = graph.weight("per_head", np.array([0, 1, -1, HEAD], np.int64))
    flat = graph.weight("flat", np.array([0, 1, -1], np.int64))
    halves = graph.weight("halves", np.array([HEAD // 2, HEAD // 2], np.int64))

    def rotate(values: str) -> str:
        a, b = f"{values}_a", f"{values}_b"
        graph.node("Split", [graph.node("Reshape", [values, per_head]), halves], [a, b], axis=-1)
        first = graph.node("Sub", [graph.node("Mul", [a, "cos"]), graph.node("Mul", [b, "sin"])])
        second = graph.node("Add", [graph.node("Mul", [b, "cos"]), graph.node("Mul", [a, "sin"])])
        return graph.node("Reshape", [graph.node("Concat", [first, second], axis=-1), flat])

    for i, block in enumerate(net.blocks):
        q, k, v = f"q{i}", f"k{i}", f"v{i}"
        graph.node("Split", [graph.linear(graph.norm(x, f"norm1.{i}", block.norm1), f"qkv.{i}", block.qkv), sizes], [q, k, v], axis=-1)
        cache = [f"past_key.{i}", f"past_value.{i}"]
        present = [f"present_key.{i}", f"present_value.{i}"]
        inputs += [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["B", 1, "C", HEAD]) for name in cache]
        outputs += [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["B", 1, "C", HEAD]) for name in present]
        mixed = graph.node("GroupQueryAttention",
                           [rotate(q), rotate(k), v, *cache, "past_lengths", "total_length", "", "", "", "", graph.weight(f"sink.{i}", block.sink.detach().numpy())],
                           [f"mixed{i}", *present], domain="com.microsoft", num_heads=block.heads, kv_num_heads=1, scale=float(HEAD ** -0.5))
        x = graph.node("Add", [x, graph.linear(mixed, f"out.{i}", block.out)])
        inner = graph.node("Relu", [graph.linear(graph.norm(x, f"norm2.{i}", block.norm2), f"up.{i}", block.up)])
        x = graph.node("Add", [x, graph.linear(inner, f"down.{i}", block.down)])

    # All lanes' projections side by side, then one product with the vocabulary.
    joined = torch.nn.Linear(shape.width, len(LANES) * shape.width, bias=False)
    joined.weight = torch.nn.Parameter(torch.cat([layer.weight for layer in net.token_out]))
    lanes = graph.node("Reshape", [graph.linear(graph.norm(x, "norm", net.norm), "token_out", joined), graph.weight("lane_rows", np.array([0, len(LANES), shape.width], np.int64))])
    scores = graph.node("MatMul", [lanes, graph.node("Transpose", [vocabulary], perm=[1, 0])])
    graph.node("Add", [scores, graph.weight("bias_out", net.bias_out.detach().numpy())], ["logits"])

    model = helper.make_model(helper.make_graph(graph.nodes, "wren", inputs, outputs, graph.weights),
                              opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)])
    model.ir_version = 8
    return model


def sound_test() -> dict:
    """Half a second of sweep, noise and silence, and its levels: for any front end to repeat."""
    time = np.arange(features.SAMPLE_RATE // 2) / features.SAMPLE_RATE
    sweep = .6 * np.sin(2 * np.pi * (80 * time + 6000 * time ** 2))
    noise = np.random.default_rng(3).normal(0, .05, len(time)) * (time > .2)
    pcm = (np.clip((sweep + noise) * (time < .4), -1, 1) * 32767).astype("<i2")
    heard = features.levels(features.log_mel(pcm.astype(np.float32) / 32768))
    return {"sound": base64.b64encode(pcm.tobytes()).decode(), "soundLevels": base64.b64encode(heard.tobytes()).decode()}


def self_test(net: Wren, store: Store) -> dict:
    """Recorded input and what the trainer makes of it, for any runtime to repeat: levels as bytes, logits as float32, both base64."""
    entry = next(e for e in store.split(evaluate.SYNTHETIC[0]) if e.script.ability == "ask")
    example = evaluate.to_example(evaluate.stage_of(entry, store, 0), store)
    levels, text_in = example.levels[20:20 + SELF_TEST_POSITIONS], example.text_in[20:20 + SELF_TEST_POSITIONS]
    stream, written, logits, tokens = decode.Stream(net.eval(), 1, SELF_TEST_POSITIONS), torch.zeros(1, len(LANES), dtype=torch.long), [], []
    for t in range(SELF_TEST_POSITIONS):
        out = stream.step(torch.from_numpy(levels[t][None]), torch.cat([written, torch.tensor([[text_in[t]]])], 1))
        written = out.argmax(-1)
        logits.append(out[0, :, ::SELF_TEST_STRIDE].numpy())
        tokens.append(written[0].tolist())
    return {"stride": SELF_TEST_STRIDE, "positions": SELF_TEST_POSITIONS, "levels": base64.b64encode(levels.tobytes()).decode(),
            "textIn": text_in.tolist(), "tokens": tokens, "logits": base64.b64encode(np.stack(logits).astype("<f4").tobytes()).decode()} | sound_test()


def export(checkpoint: str, corpus: str, folder: str, log: str | None, precision: str, scores: str | None):
    os.makedirs(folder, exist_ok=True)
    net, _ = load(checkpoint)
    # What is measured is what is shipped.
    for parameter in net.parameters():
        if parameter.dim() > 1:
            parameter.data = parameter.data.half().float()
    store = Store(corpus)
    onnx.save(build(net, precision), os.path.join(folder, "wren.onnx"))
    with open(os.path.join(folder, "self-test.json"), "w") as file:
        json.dump(self_test(net, store), file, separators=(",", ":"))
    if scores:
        with open(scores) as file:
            measured = json.load(file)
    else:
        measured = evaluate.evaluate(net, store)
    card.write(folder, net, store, measured, log, precision, CONTRACT)
    print(f"{folder}: {os.path.getsize(os.path.join(folder, 'wren.onnx')) / 1e6:.1f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("corpus")
    parser.add_argument("folder")
    parser.add_argument("--log", help="the training log, for the card")
    parser.add_argument("--precision", choices=["fp32", "int8"], default="fp32")
    parser.add_argument("--scores", help="scores as JSON, instead of measuring them now")
    options = parser.parse_args()
    export(options.checkpoint, options.corpus, options.folder, options.log, options.precision, options.scores)
