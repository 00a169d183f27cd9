"""Reads a voice package back: the networks from their graphs, and what they say, frame by frame or as sound."""
import json
import os
import re
import unicodedata
import numpy as np
import torch
from . import phones, spelling, vocoder
from .network import Lark, Speller

PAUSE_STEPS = 6                  # the pause after a phrase


class Speaker:
    """One voice of a network, with all words known beforehand."""

    def __init__(self, net: Lark, voice: int, stretch: float = 1.0):
        self.net, self.voice, self.stretch = net, voice, stretch

    @torch.no_grad()
    def say(self, words: list[list[str]]) -> np.ndarray:
        """Words as phonemes -> frames, a short pause at their end."""
        names = [name for word in words for name in word] + [phones.PAUSE]
        owners = [i for i, word in enumerate(words) for _ in word] + [-1]
        history, frames = self.net.start(), []
        for name, columns in zip(names, phones.describe(names, owners)):
            some, history = self.net.speak(columns, self.voice, self.stretch, history, PAUSE_STEPS if name == phones.PAUSE else 60)
            frames.append(some.numpy())
        return np.concatenate(frames)


class Voice:
    """A package's voice by name: `Voice("models/lark", "ada").sound("hello there")`."""

    def __init__(self, folder: str, name: str | None = None):
        with open(os.path.join(folder, "voice.json")) as file:
            card = json.load(file)
        if card["contract"] != 1 or card["phones"] != phones.PHONES:
            raise ValueError(f"The voice at '{folder}' was made by another version of this program; make it again with training/make-lark.")
        names = [voice["name"] for voice in card["voices"]]
        if name and name not in names:
            raise ValueError(f"The voice at '{folder}' has no '{name}': it has {', '.join(names)}.")
        index = names.index(name) if name else 0
        weights = _weights(os.path.join(folder, card["graph"]))
        net = Lark(names)
        net.load_state_dict(_state(net, weights), strict=False)
        self.speaker = Speaker(net.eval(), index, card["voices"][index]["stretch"])
        self.sounds, self.speller = card["sounds"], Speller(len(card["letters"]), len(card["sounds"]))
        self.speller.load_state_dict(_state(self.speller, _weights(os.path.join(folder, card["speller"]))))
        self.speller.eval()
        with open(os.path.join(folder, card["lexicon"])) as file:
            self.lexicon = {word: sounds for word, *sounds in (line.split() for line in file)}

    def pronounce(self, word: str) -> list[str]:
        """As the host does: src/Plugins/OnnxInteraction/Voice/Lark/Pronouncer.cs."""
        plain = "".join(letter for letter in unicodedata.normalize("NFD", word.lower().replace("\u2019", "'")) if re.match("[a-z']", letter))[:40]
        if plain in self.lexicon:
            return self.lexicon[plain]
        if plain.endswith("'s") and len(plain) > 2:
            return self.pronounce(plain[:-2]) + self.lexicon["'s"]
        letters = plain.replace("'", "")
        if re.search("[aeiouy]", letters):
            return spelling.spell(self.speller, self.sounds, [letters])[0]
        return [sound for letter in letters for sound in self.lexicon[letter + "."]]

    def frames(self, text: str) -> np.ndarray:
        from wren import words as product
        spoken = re.sub(r"[\-\u2212]?\d+(?:,\d{3})*(?:\.\d+)?", lambda number: " " + " ".join(product.number_words(number[0].replace(",", ""))) + " ", text)
        words = [sounds for word in spoken.split() if (sounds := self.pronounce(word))]
        if not words:
            raise ValueError(f"'{text}' has no word that can be spoken.")
        return self.speaker.say(words)

    def sound(self, text: str) -> np.ndarray:
        """Samples at vocoder.RATE, within [-1, 1]."""
        return np.clip(vocoder.Vocoder().push(self.frames(text)), -1, 1)

    def log_mel(self, text: str) -> np.ndarray:
        """What the interaction model's front end hears of it [frames, bands]: to be mixed into its input as an echo."""
        from wren import features
        return features.log_mel(features.resample(self.sound(text).astype(np.float32), vocoder.RATE))


def _weights(path: str) -> dict[str, np.ndarray]:
    import onnx
    from onnx import numpy_helper
    return {item.name.removesuffix(".half"): numpy_helper.to_array(item) for item in onnx.load(path).graph.initializer}


#: Names in the graph that differ from the network's.
_NAMES = {"phone.weight": "phone_table", "voice.weight": "voice_table", "letter.weight": "letter_table", "clock.weight": "clocked.weight", "clock.bias": "clocked.bias"}


def _state(net: torch.nn.Module, weights: dict[str, np.ndarray]) -> dict[str, torch.Tensor]:
    state = {}
    for name, parameter in net.named_parameters():
        known = _NAMES.get(name) or re.sub(r"^place\.(\d)\.weight$", r"place_table.\1", re.sub(r"^layers\.(\d)\.", r"layer.\1.", name))
        value = torch.from_numpy(weights[known].astype(np.float32))
        # Matrices that multiply from the right are transposed in the graph.
        transposed = parameter.ndim == 2 and known.endswith(".weight")
        state[name] = value.T if transposed else value
    return state
