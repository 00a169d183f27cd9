"""What the network can do, one file each: which words are spoken (write) and what happens when (perform)."""
from . import animals, ask, chatter, read, recite, social, timed, translation, typed, watch

ABILITIES = {
    "ask": ask, "timed": timed, "animals": animals, "translation": translation, "recite": recite, "watch": watch, "social": social, "chatter": chatter, "read": read, "typed": typed,
}
