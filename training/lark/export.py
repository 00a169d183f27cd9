"""Writes the voice package: graphs, lexicon, card.

    python3 -m lark.export RUN FOLDER [--scores scores.json]
"""
import argparse
import os
import pickle
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
import torch
from . import card, lexicon, phones, spelling
from .network import CLOCKS, DILATIONS, FRAMES_PER_STEP, HISTORY, KERNEL, STEP_SECONDS, Lark, Speller
from .vocoder import FRAME

OPSET = 17
CONTRACT = 1


class Graph:
    """Collects nodes and weights. Weights are kept in half precision and cast once, when the package is loaded."""

    def __init__(self):
        self.nodes, self.weights = [], []

    def weight(self, name: str, value, half: bool = True) -> str:
        array = value.detach().numpy() if isinstance(value, torch.Tensor) else np.asarray(value)
        if half and array.dtype == np.float32 and array.ndim > 1:
            self.weights.append(numpy_helper.from_array(array.astype(np.float16), name + ".half"))
            self.nodes.append(helper.make_node("Cast", [name + ".half"], [name], to=TensorProto.FLOAT))
        else:
            self.weights.append(numpy_helper.from_array(array, name))
        return name

    def add(self, kind: str, inputs: list[str], output: str | list[str], **attributes) -> str:
        outputs = [output] if isinstance(output, str) else output
        self.nodes.append(helper.make_node(kind, inputs, outputs, **attributes))
        return outputs[0]

    def linear(self, name: str, layer: torch.nn.Linear, x: str) -> str:
        product = self.add("MatMul", [x, self.weight(name + ".weight", layer.weight.detach().T.contiguous())], name + ".product")
        return self.add("Add", [product, self.weight(name + ".bias", layer.bias)], name)

    def write(self, path: str, inputs, outputs):
        graph = helper.make_graph(self.nodes, os.path.basename(path).split(".")[0], inputs, outputs, self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="lark")
        model.ir_version = 8
        onnx.checker.check_model(model)
        onnx.save(model, path)


def voice_graph(net: Lark, path: str):
    """One phoneme: its columns -> its length -> its frames."""
    g = Graph()
    window = 2 * phones.WINDOW + 1
    half = lambda name, table: g.weight(name, table.weight)
    g.weight("window", np.arange(window), False)
    g.add("Gather", ["phone", "window"], "neighbours")
    g.add("Gather", [half("phone_table", net.phone), "neighbours"], "phone_vectors")
    g.add("Reshape", ["phone_vectors", g.weight("flat", np.array([1, -1]), False)], "parts.0")
    for i, table in enumerate(net.place):
        g.weight(f"at.{i}", np.array([window + i]), False)
        g.add("Gather", ["phone", f"at.{i}"], f"place.{i}")
        g.add("Gather", [half(f"place_table.{i}", table), f"place.{i}"], f"parts.{i + 1}")
    g.add("Gather", [half("voice_table", net.voice), "voice"], "parts.voice")
    g.add("Concat", [f"parts.{i}" for i in range(len(net.place) + 1)] + ["parts.voice"], "told", axis=1)
    g.add("Relu", [g.linear("encode", net.encode, "told")], "encoded")
    g.add("Relu", [g.linear("encode2", net.encode2, "encoded")], "hidden")
    # How many steps: exp(log seconds) * stretch / step, at least one and at most most_steps.
    g.add("Exp", [g.linear("length", net.length, "hidden")], "seconds")
    g.add("Reshape", ["seconds", g.weight("one", np.array([1]), False)], "seconds1")
    g.add("Mul", ["seconds1", "stretch"], "stretched")
    g.add("Div", ["stretched", g.weight("step_seconds", np.array([STEP_SECONDS], np.float32), False)], "wanted")
    g.add("Round", ["wanted"], "rounded")
    g.add("Cast", ["rounded"], "steps_any", to=TensorProto.INT64)
    g.add("Max", ["steps_any", "one"], "steps_some")
    g.add("Min", ["steps_some", "most_steps"], "steps")
    # The clock of each step: share, tens of steps since the start, tens to the end, log of the length.
    g.weight("zero_scalar", np.array(0), False)
    g.weight("one_scalar", np.array(1), False)
    g.add("Squeeze", ["steps"], "steps_scalar")
    g.add("Range", ["zero_scalar", "steps_scalar", "one_scalar"], "at_whole")
    g.add("Cast", ["at_whole"], "at", to=TensorProto.FLOAT)
    g.add("Cast", ["steps"], "total", to=TensorProto.FLOAT)
    g.add("Add", ["at", g.weight("middle", np.array([.5], np.float32), False)], "at_middle")
    g.weight("ten", np.array([10], np.float32), False)
    g.add("Div", ["at_middle", "total"], "clock.0")
    g.add("Div", ["at", "ten"], "clock.1")
    g.add("Sub", ["total", "at"], "left")
    g.add("Div", ["left", "ten"], "clock.2")
    g.add("Log", ["total"], "log_total")
    g.add("Expand", ["log_total", "steps"], "clock.3")
    g.weight("second_axis", np.array([1]), False)
    for i in range(CLOCKS):
        g.add("Unsqueeze", [f"clock.{i}", "second_axis"], f"clock_column.{i}")
    g.add("Concat", [f"clock_column.{i}" for i in range(CLOCKS)], "clock", axis=1)
    g.add("Add", [g.linear("enter", net.enter, "hidden"), g.linear("clocked", net.clock, "clock")], "x_rows")
    g.add("Transpose", ["x_rows"], "x_columns", perm=[1, 0])
    x = g.add("Unsqueeze", ["x_columns", g.weight("first_axis", np.array([0]), False)], "x.0")
    reaches = [(KERNEL - 1) * d for d in DILATIONS]
    g.weight("reaches", np.array(reaches), False)
    g.add("Split", ["history", "reaches"], [f"past.{i}" for i in range(len(reaches))], axis=2)
    g.weight("last", np.array([2**31 - 1]), False)
    g.weight("time_axis", np.array([2]), False)
    for i, (layer, dilation) in enumerate(zip(net.layers, DILATIONS)):
        g.add("Relu", [x], f"active.{i}")
        g.add("Concat", [f"past.{i}", f"active.{i}"], f"seen.{i}", axis=2)
        g.add("Slice", [f"seen.{i}", g.weight(f"from.{i}", np.array([-reaches[i]]), False), "last", "time_axis"], f"kept.{i}")
        g.add("Conv", [f"seen.{i}", g.weight(f"layer.{i}.weight", layer.weight), g.weight(f"layer.{i}.bias", layer.bias)], f"moved.{i}", dilations=[dilation], kernel_shape=[KERNEL])
        x = g.add("Add", [x, f"moved.{i}"], f"x.{i + 1}")
    g.add("Concat", [f"kept.{i}" for i in range(len(reaches))], "next_history", axis=2)
    g.add("Relu", [x], "active")
    g.add("Squeeze", ["active", "first_axis"], "active_columns")
    g.add("Transpose", ["active_columns"], "active_rows", perm=[1, 0])
    leave = torch.nn.Linear(net.width, net.leave.out_features)
    leave.weight.data = (net.leave.weight * net.deviation[:, None]).detach()
    leave.bias.data = (net.leave.bias * net.deviation + net.mean).detach()
    g.add("Reshape", [g.linear("leave", leave, "active_rows"), g.weight("frame", np.array([-1, FRAME]), False)], "frames")
    whole, number = TensorProto.INT64, TensorProto.FLOAT
    g.write(path, [helper.make_tensor_value_info("phone", whole, [phones.COLUMNS]), helper.make_tensor_value_info("voice", whole, [1]),
                   helper.make_tensor_value_info("stretch", number, [1]), helper.make_tensor_value_info("most_steps", whole, [1]),
                   helper.make_tensor_value_info("history", number, [1, net.width, HISTORY])],
            [helper.make_tensor_value_info("frames", number, ["frames", FRAME]), helper.make_tensor_value_info("next_history", number, [1, net.width, HISTORY])])


def speller_graph(net: Speller, path: str):
    g = Graph()
    g.add("Gather", [g.weight("letter_table", net.letter.weight), "letters"], "vectors")
    x = g.add("Transpose", [g.linear("enter", net.enter, "vectors")], "x.0", perm=[0, 2, 1])
    for i, layer in enumerate(net.layers):
        g.add("Relu", [x], f"active.{i}")
        g.add("Conv", [f"active.{i}", g.weight(f"layer.{i}.weight", layer.weight), g.weight(f"layer.{i}.bias", layer.bias)], f"moved.{i}", kernel_shape=[5], pads=[2, 2])
        x = g.add("Add", [x, f"moved.{i}"], f"x.{i + 1}")
    g.add("Relu", [x], "active")
    g.add("Transpose", ["active"], "active_rows", perm=[0, 2, 1])
    g.add("ArgMax", [g.linear("leave", net.leave, "active_rows")], "sounds", axis=2, keepdims=0)
    g.write(path, [helper.make_tensor_value_info("letters", TensorProto.INT64, [1, "length"])],
            [helper.make_tensor_value_info("sounds", TensorProto.INT64, [1, "length"])])


def halved(net: torch.nn.Module) -> torch.nn.Module:
    """The network as the package has it: matrices rounded to half precision."""
    with torch.no_grad():
        for parameter in net.parameters():
            if parameter.ndim > 1:
                parameter.copy_(parameter.half().float())
    return net.eval()


def load(run: str) -> tuple[Lark, dict, Speller, dict]:
    saved = torch.load(os.path.join(run, "last.pt"))
    net = Lark(saved["voices"])
    net.load_state_dict(saved["net"])
    # What the graph writes is folded before it is rounded.
    with torch.no_grad():
        net.leave.weight.mul_(net.deviation[:, None])
        net.leave.bias.mul_(net.deviation).add_(net.mean)
        net.deviation.fill_(1)
        net.mean.fill_(0)
    with open(os.path.join(run, "speller.pickle"), "rb") as file:
        spelled = pickle.load(file)
    speller = Speller(len(spelling.LETTERS), len(spelled["sounds"]))
    speller.load_state_dict(spelled["net"])
    return halved(net), saved, halved(speller), spelled


def export(run: str, folder: str, scores: str | None):
    net, saved, speller, spelled = load(run)
    os.makedirs(folder, exist_ok=True)
    voice_graph(net, os.path.join(folder, "voice.onnx"))
    speller_graph(speller, os.path.join(folder, "speller.onnx"))
    known = lexicon.make(spelled["wrong"])
    with open(os.path.join(folder, "lexicon.txt"), "w") as file:
        file.writelines(f"{word} {' '.join(sounds)}\n" for word, sounds in known.items())
    card.write(folder, net, speller, known, spelled, os.path.join(run, "log.jsonl"), saved, scores, CONTRACT)
    print(f"{folder}: {sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder)) / 1e6:.1f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run")
    parser.add_argument("folder")
    parser.add_argument("--scores", help="what bench/voice measured, as JSON; default: those of the package that is there")
    options = parser.parse_args()
    export(options.run, options.folder, options.scores)
