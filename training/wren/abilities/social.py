"""Greetings and small talk are answered at once; a lone 'stop' while nothing is going on is not."""
import random
from ..stage import RESPONSE
from .phrases import BACKCHANNELS, STOPS
from .script import Script

HELLO, GOODBYE = "hello nice to hear you", "goodbye see you later"
REPLIES = {
    "hello": HELLO, "hi": HELLO, "hi there": HELLO, "hello there": HELLO, "hey": HELLO, "hey there": HELLO,
    "hello hello": HELLO, "good morning": "good morning nice to hear you", "good afternoon": "good afternoon nice to hear you",
    "good evening": "good evening nice to hear you", "good night": "good night see you tomorrow", "how are you": "i'm great thank you", "hello how are you": "i'm great thank you",
    "hi how are you today": "i'm great thank you", "how are you today": "i'm great thank you", "how are you doing": "i'm great thank you",
    "goodbye": GOODBYE, "bye": GOODBYE, "bye bye": GOODBYE, "okay goodbye": GOODBYE, "see you later": GOODBYE,
    "see you tomorrow": "goodbye see you tomorrow", "thank you": "you are welcome", "thanks": "you are welcome", "thank you very much": "you are welcome",
    "nice to see you": "nice to see you too", "are you there": "yes i'm here what is it", "can you hear me": "yes i can hear you",
    "are you ready": "yes i'm ready when you are", "who are you": "my name is wren", "what is your name": "my name is wren", "what's your name": "my name is wren",
}


def write(rng: random.Random) -> Script:
    if rng.random() < .2:
        return Script("social", [rng.choice(STOPS + BACKCHANNELS).split()])
    return Script("social", [rng.choice(list(REPLIES)).split()])


def perform(stage, script: Script, utterances: list, rng: random.Random):
    heard = stage.hear(utterances[0])
    reply = REPLIES.get(" ".join(script.parts[0]))
    if reply:
        stage.now = max(stage.now, stage.say(reply.split(), heard.end + RESPONSE))
