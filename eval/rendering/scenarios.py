"""Writes scenario files: one suite's folder with JSON, the sounds and films beside the suites."""
import json
import os
import random
from wren import words
from . import voices

#: What the user says before anything is shown or told begins here, in ms.
BEGIN = 600


class Scenario:
    """One scenario while it is put together."""

    def __init__(self, render, suite: str, number: int):
        self.render, self.suite, self.number = render, suite, number
        self.rng = random.Random(f"{render.seed} {suite} {number}")
        self.speaker = voices.Speaker(self.rng, render.table, render.free_only)
        self.parts, self.lengths, self.members, self.facts = [], [], {}, {}

    def pick(self, *choices):
        return self.rng.choice(choices)

    def part(self, text: str, other: bool = False, **when) -> int:
        """Adds what the user says; other: somebody else says it. Returns the part's number."""
        speaker = voices.Speaker(self.rng, self.render.table, self.render.free_only) if other else self.speaker
        pcm = speaker.speak(text)
        name = f"../speech/{self.suite}-{self.number:02d}-{len(self.parts)}.wav"
        voices.write_wav(os.path.join(self.render.out, "speech", os.path.basename(name)), pcm)
        self.parts.append({"wav": name, "text": text} | when)
        self.lengths.append(len(pcm) / voices.RATE)
        self.render.unknown.update(word for word in text.split() if word not in words.INDEX)
        return len(self.parts) - 1

    def sound(self, kind: str, seconds: float, **when):
        """Adds a sound that the program makes itself."""
        self.parts.append({"sound": {"kind": kind, "ms": int(seconds * 1000), "seed": self.rng.randrange(1, 1_000_000)}} | when)
        self.lengths.append(seconds)

    def write(self, kind: str, expect: dict, **members):
        scenario = {"suite": self.suite, "kind": kind, "parts": self.parts} | members | {"expect": expect, "facts": {"voice": self.speaker.name, "seed": self.render.seed} | self.facts}
        path = os.path.join(self.render.out, self.suite, f"{self.number:02d}.json")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(readable(scenario) + "\n")


class Render:
    """What holds for all scenarios of a set."""

    def __init__(self, out: str, seed: int, free_only: bool):
        self.out, self.seed, self.free_only = out, seed, free_only
        self.table, self.unknown = voices.chosen(free_only), set()

    def suite(self, name: str, count: int, write):
        for number in range(1, count + 1):
            write(Scenario(self, name, number), number)
        print(f"{name}: {count} scenarios", flush=True)


def readable(value, indent: int = 0) -> str:
    """JSON in which what fits a line is one."""
    flat = json.dumps(value)
    if len(flat) + indent <= 140 or not isinstance(value, (dict, list)):
        return flat
    pad = " " * (indent + 2)
    inner = [f"{json.dumps(key)}: {readable(item, indent + 2)}" for key, item in value.items()] if isinstance(value, dict) else [readable(item, indent + 2) for item in value]
    return ("{" if isinstance(value, dict) else "[") + "\n" + ",\n".join(pad + line for line in inner) + "\n" + " " * indent + ("}" if isinstance(value, dict) else "]")
