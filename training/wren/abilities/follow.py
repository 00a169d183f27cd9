"""A story is told and the model answers single words of it, at once, while the user goes on."""
import random
from ..stage import HEARD_DELAY, POSITION, RESPONSE

BEHIND = (HEARD_DELAY + 1) * POSITION           # seconds from a word's end to its answer: the word has been written on the heard lane
APART = 2 * POSITION            # two answers in quick succession: the second waits until the first is written
ENOUGH = ["okay stop", "that's it thank you", "stop", "that's enough thank you", "okay thank you"]


def begin(stage, request, card: str):
    """The request is heard and taken on; a card opens."""
    heard = stage.hear(request)
    stage.act([card], heard.end + RESPONSE)
    stage.now = max(stage.now, stage.say(["okay"], heard.end + RESPONSE))
    return heard


def follow(stage, sentences: list, answer, rng: random.Random, quiet=lambda heard, pause: None):
    """Each sentence is heard; answer(word) is said for each of its words, None being no answer. quiet(heard, pause) comes after each."""
    free = 0.0
    for sentence in sentences:
        heard = stage.hear(sentence)
        for word, end in zip(sentence.words, heard.ends):
            said = answer(word)
            if said is not None:
                at = max(end + BEHIND, free)
                stage.say([said], at)
                stage.next(at)
                free = at + APART
        pause = rng.uniform(.2, 1.6)
        quiet(heard, pause)
        stage.wait(pause)


def finish(stage, enough, card: bool = True):
    """The user ends it."""
    heard = stage.hear(enough)
    if card:
        stage.close(heard.end + RESPONSE)
    stage.now = max(stage.now, stage.say(["okay"], heard.end + RESPONSE))
