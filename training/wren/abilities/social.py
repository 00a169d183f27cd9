"""Greetings and small talk are answered at once; a lone 'stop' while nothing is going on is not."""
import random
from ..stage import RESPONSE
from .phrases import BACKCHANNELS, STOPS
from .script import Script

REPLIES = {
    "hello": "hello", "hi": "hello", "hi there": "hello", "hello there": "hello", "hey": "hello", "hey there": "hello",
    "hello hello": "hello", "good morning": "good morning", "good afternoon": "good afternoon", "good evening": "good evening",
    "good night": "good night", "how are you": "i'm great thank you", "hello how are you": "i'm great thank you",
    "hi how are you today": "i'm great thank you", "how are you today": "i'm great thank you", "how are you doing": "i'm great thank you",
    "goodbye": "goodbye", "bye": "goodbye", "bye bye": "goodbye", "okay goodbye": "goodbye", "see you later": "goodbye",
    "see you tomorrow": "goodbye", "thank you": "you are welcome", "thanks": "you are welcome", "thank you very much": "you are welcome",
    "nice to see you": "nice to see you too", "are you there": "yes i'm here", "can you hear me": "yes i can hear you",
    "are you ready": "yes i'm ready", "who are you": "my name is wren", "what is your name": "my name is wren", "what's your name": "my name is wren",
}


def write(rng: random.Random) -> Script:
    if rng.random() < .2:
        return Script("social", [rng.choice(STOPS + BACKCHANNELS).split()], {"reply": ""})
    said = rng.choice(list(REPLIES))
    return Script("social", [said.split()], {"reply": REPLIES[said]})


def perform(stage, script: Script, utterances: list, rng: random.Random):
    heard = stage.hear(utterances[0])
    if script.facts["reply"]:
        stage.now = max(stage.now, stage.say(script.facts["reply"].split(), heard.end + RESPONSE))
