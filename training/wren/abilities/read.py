"""Everyday sentences, read aloud or told to somebody else: to be heard, and answered by nothing.

The sentences are the examples of WordNet 3.0 (free with notice), as Debian's wordnet-base installs them.
"""
from functools import lru_cache
import glob
import random
import re
from ..words import WORDS, split
from . import chatter
from .script import Script

EXAMPLES = "/usr/share/wordnet/data.*"
LENGTHS = range(4, 17)      # words
KNOWN = .5                  # of a sentence's words are in the vocabulary, at least
#: First words of what might be meant for the model.
ASKING = set("""what what's how when where who who's whose why which is are am do does did can could will would should shall may have has
    please tell give show find search look check set remind play turn open close send read write book order add make get repeat say count translate
    watch stop wait pause go start begin keep never forget cancel name let listen hello hi hey thanks thank goodbye bye sorry okay yes no""".split())

perform = chatter.perform


def write(rng: random.Random) -> Script:
    return Script("read", [rng.choice(sentences())])


@lru_cache
def sentences() -> list[list[str]]:
    """Empty where the package is not installed."""
    known, found = set(WORDS), []
    for path in sorted(glob.glob(EXAMPLES)):
        with open(path, encoding="latin-1") as file:
            for example in re.findall(r'"([^"\n]+)"', file.read()):
                words = split(example)
                if "?" not in example and len(words) in LENGTHS and words[0] not in ASKING and sum(word in known for word in words) >= KNOWN * len(words):
                    found.append(words)
    return found
