"""What the network can do, one file each: which words are spoken (write) and what happens when (perform)."""
from . import animals, ask, chatter, social, timed, typed

#: ability -> (share of the corpus scripts, share of performances in training)
ABILITIES = {
    "ask": ask, "timed": timed, "animals": animals, "social": social, "chatter": chatter, "typed": typed,
}
