"""Questions and tasks go to the background agent; its answer is spoken when there is room for it."""
import random
from ..stage import BARGE_IN, RESPONSE
from ..words import CITIES, DAYS_OF_WEEK, FAILED, PROGRESS, RESULT, SLOTS, WORDS, cardinal, split
from . import chatter
from .phrases import AGREEMENT, BACKCHANNELS, CONDITIONS, NEVER_MIND, STATEMENTS, STOPS, UNKNOWN, number_up_to, statement_choices
from .script import Script, fill, hear_sentence, hesitate

WEATHER = [
    "what is the weather in {city}", "what's the weather in {city}", "what is the weather like in {city}",
    "what's the weather like in {city} {day}", "how is the weather in {city}", "how is the weather in {city} {day}",
    "what will the weather be in {city} {day}", "what will the weather be like in {city}", "tell me the weather in {city}",
    "can you tell me the weather in {city}", "could you tell me the weather in {city} {day}", "is it raining in {city}",
    "is it raining in {city} {day}", "will it rain in {city} {day}", "is it cold in {city}", "is it warm in {city} {day}",
    "how hot is it in {city}", "how cold is it in {city} {day}", "what's the temperature in {city}",
    "what is the temperature in {city} {day}", "give me the forecast for {city}", "show me the forecast for {city} {day}",
    "do i need an umbrella in {city}", "do i need an umbrella in {city} {day}", "please check the weather in {city}",
    "could you check the weather in {city} {day}", "is it sunny in {city}", "is it windy in {city} {day}", "weather in {city}",
    "what about {city}", "and in {city}", "and the weather in {city}", "i want to know the weather in {city}",
    "will there be snow in {city} {day}", "is it going to rain in {city} {day}", "tell me about the weather in {city} please",
    "weather in {city} please", "how is it in {city} {day}", "hey what's the weather in {city}", "okay and how about {city}",
]
WHEN = ["today", "tomorrow", "tonight", "now", "right now", "this morning", "this afternoon", "this evening", "this week",
        "next week", "on {weekday}", "later"]
GENERAL = [
    "what time is it", "what time is it in {city}", "what is the time in {city} now", "what day is it", "what day is it today",
    "what is {number} plus {number}", "what is {number} times {number}", "what's {number} minus {number}", "how much is {number} plus {number}",
    "how far is {city} from {city}", "who is {thing}", "what is {thing}", "what is a {thing}", "who was {thing} {thing}", "where is {thing}",
    "where is the {thing} in {city}", "how do you spell {word}", "how do i get to {city}", "how much is a {thing}", "how many {thing} are there in {city}",
    "when is my next meeting", "when does the {thing} open", "search for {thing}", "search for {thing} in {city}", "look up {thing} please",
    "find me a {thing} in {city}", "find a {thing} for {day}", "tell me about {thing}", "tell me the news", "read my email", "show me my calendar",
    "play some music", "play {thing} please", "turn on the lights", "turn off the lights", "turn off the {thing}", "open the door", "close the door",
    "set an alarm for {number}", "set a timer for {number} minutes", "remind me to call {thing} {day}", "remind me in {number} minutes",
    "send a message to {thing}", "write an email to {thing}", "translate {word} please", "order a {thing}", "order a large coffee please",
    "can i get a {size} coffee with milk", "can you find the {thing}", "could you look up the {thing} of {thing}", "what is the {thing} of {thing}",
    "what is the best {thing} in {city}", "why is the sky blue", "how old is the {thing}", "do you know {thing}", "can you check my {thing}",
    "book a table in {city} {day}", "how long does it take to get to {city}", "which {thing} is the best", "repeat the {thing} please",
    "what is the news today", "give me the number of {thing}", "add {thing} to my {thing}", "make me a coffee", "how are the {thing} in {city}",
]
HOLDING = {"weather": ["let me check"], "general": ["one moment"]}
WAITING = ["hello", "are you there", "hello are you still there"]
ANSWERS = [
    "it is {number} degrees and {condition} in {city}", "in {city} it is {number} degrees and {condition}", "{city} is {condition} with {number} degrees",
    "the weather in {city} is {condition} and {number} degrees", "it is {condition} in {city} right now with {number} degrees celsius",
    "{when} it will be {number} degrees and {condition} in {city}", "yes it is {condition} in {city}", "no it is {condition} and {number} degrees",
    "in {city} {when} between {number} and {number} degrees with {condition}", "minus {number} degrees and {condition} in {city}",
    "{city} {number} degrees celsius {condition} wind {number} kilometers per hour", "{city} {number} point {digit} degrees {condition} humidity {number} percent",
    "expect {condition} in {city} {when} high {number} low {number} degrees", "it is {number} {number} in {city}", "the answer is {number}",
    "i found {number} results for {slot}", "{slot} is {slot}", "your next meeting is on {weekday} at {number}", "{number} times {number} is {number}",
    "the {slot} in {city} is open until {number}", "the lights are off now", "your timer is set for {number} minutes", "{slot}", "here is {slot} and {slot}",
]
FAILURES = ["the weather server did not answer", "no results", "it took too long", "the server did not answer", "there was an error",
            "that service is not available", "i could not find {slot}", "it didn't work", "no tool could do that", "{slot} is not available"]
STEPS = ["looking up the weather", "looking for {slot}", "still looking", "found {number} results"]
THANKS = ["thank you", "thanks", "great thanks", "okay thank you", "thank you very much"]


LONGEST_ANSWER = 24         # words
TELLING = 2                 # words of a question after which it is known to be one
ANSWERED, ANSWERED_SHARES = [(.2, .6), (.5, 2.5), (2.5, 9)], [.15, .5, .35]      # seconds from the question to the answer, and how often: some agents know at once
SPOKEN_OVER = .75           # of the answers that nothing else interrupts


def write(rng: random.Random) -> Script:
    about = "weather" if rng.random() < .6 else "general"
    if about == "weather":
        sentence = fill(rng.choice(WEATHER), rng, city=CITIES, day=" ".join(fill(rng.choice(WHEN), rng, weekday=DAYS_OF_WEEK)))
    else:
        thing = lambda: " ".join(rng.choices(UNKNOWN, k=rng.choice([1, 1, 2])) if rng.random() < .6 else rng.choices(WORDS, k=rng.choice([1, 2])))
        sentence = fill(rng.choice(GENERAL), rng, city=CITIES, number=[" ".join(cardinal(rng.randint(1, 99))) for _ in range(4)], word=WORDS,
                        thing=[thing() for _ in range(4)], day=["today", "tomorrow", "on " + rng.choice(DAYS_OF_WEEK)], size=["small", "medium", "large"])
    places = [i for i, word in enumerate(sentence) if word in CITIES or word == "new"]
    parts = hesitate(sentence, rng, .3, places[0] + 1 if about == "weather" else min(4, len(sentence)))
    facts = {"about": about, "sentence": len(parts)}
    aside = rng.random()
    if aside < .18:
        facts["aside"], facts["waiting"] = len(parts), True
        parts = parts + [rng.choice(WAITING).split()]
    elif aside < .30:
        facts["aside"] = len(parts)
        parts = parts + [fill(rng.choice(STATEMENTS), rng, **statement_choices(rng))]
    elif aside < .40:
        facts["cancel"] = len(parts)
        parts = parts + [rng.choice(NEVER_MIND).split()]
    during = rng.random()
    if during < .28:
        facts["barge_in"] = len(parts)
        parts = parts + [rng.choice(STOPS).split()]
    elif during < .45:
        facts["backchannel"] = len(parts)
        parts = parts + [rng.choice(BACKCHANNELS).split()]
    if rng.random() < .2:
        facts["thanks"] = len(parts)
        parts = parts + [rng.choice(THANKS).split()]
    return Script("ask", parts, facts)


def perform(stage, script: Script, utterances: list, rng: random.Random, over: bool = False):
    """over: the model is speaking, and gives way as soon as a question can be told from talk."""
    facts = script.facts
    asked = [utterances[i] for i in range(facts["sentence"])]
    began = stage.now
    heard = hear_sentence(stage, asked, rng)
    if over:
        stage.give_way(min(began + asked[0].ends[:TELLING][-1] + stage.hesitation(rng), heard.end) + BARGE_IN)
    stage.delegate([w for u in asked for w in u.words if w not in ("um", "uh")], heard.end + RESPONSE)
    free = stage.say(HOLDING[facts["about"]][0].split(), heard.end + RESPONSE)
    answered(stage, facts, utterances, rng, heard.end, free)


def answered(stage, facts: dict, utterances: list, rng: random.Random, asked_at: float, free: float):
    """From the holding phrase to the spoken answer, with whatever the user says in between."""
    arrives = asked_at + rng.uniform(*rng.choices(ANSWERED, ANSWERED_SHARES)[0])
    if "cancel" in facts:
        stage.now = max(stage.now, free) + rng.uniform(.1, 2)
        heard = stage.hear(utterances[facts["cancel"]])
        stage.cancel(heard.end + RESPONSE)
        stage.now = max(stage.now, stage.say(["okay"], heard.end + RESPONSE))
        return
    if "aside" in facts:
        stage.now = max(stage.now, free) + rng.uniform(.2, 2.5)
        heard = stage.hear(utterances[facts["aside"]])
        arrives = max(arrives, heard.start)
        if facts.get("waiting"):
            free = stage.say("still looking".split(), heard.end + RESPONSE)
            arrives = max(arrives, heard.end + RESPONSE)
    if rng.random() < .25 and arrives > asked_at + .8:
        stage.inject(PROGRESS, fill(rng.choice(STEPS), rng, slot=SLOTS[0], number=number_up_to(rng, 30)), rng.uniform(asked_at + .4, arrives - .3))
    answer, source = make_answer(rng)
    said = (["sorry"] if source == FAILED else []) + answer
    known = stage.inject(source, answer, arrives)
    start = max(known + .05, free + .2, stage.user_end + .6)
    done = stage.say(said, start)
    if "barge_in" in facts and done - start > 1.5:
        barge_in = rng.uniform(start + .5, done - .7)
        heard = stage.hear(utterances[facts["barge_in"]], barge_in)
        words = utterances[facts["barge_in"]].words
        telling = next(i for i, word in enumerate(words) if word not in AGREEMENT)
        stage.give_way(heard.ends[telling] + BARGE_IN + stage.hesitation(rng))
        done = heard.end
    elif "backchannel" in facts and done - start > 1.5:
        stage.hear(utterances[facts["backchannel"]], rng.uniform(start + .5, done - .7))
    elif stage.others is not None and done - start > 1.5 and rng.random() < SPOKEN_OVER:
        done = spoken_over(stage, start, done, rng)
    stage.now = max(stage.now, done)
    if "thanks" in facts:
        stage.wait(rng.uniform(.2, 1.5))
        heard = stage.hear(utterances[facts["thanks"]])
        stage.now = max(stage.now, stage.say("you are welcome".split(), heard.end + RESPONSE))


def spoken_over(stage, start: float, done: float, rng: random.Random) -> float:
    """While the answer is spoken somebody says what is not for the model, which goes on, or asks something else. Returns when it is over."""
    at = rng.uniform(start + .5, done - .7)
    kind = rng.choices(["murmur", "talk", "question"], [.46, .3, .24])[0]
    if kind == "murmur":
        stage.hear(stage.murmurs(), at)
        return done
    if kind == "talk":
        stage.hear(stage.others(*chatter.OTHERS)[1][0].softer(rng.uniform(0, 15)), at)
        return done
    script, utterances = stage.others("ask")
    stage.now = max(stage.now, at)
    perform(stage, script, utterances, rng, over=True)
    return stage.now


def make_answer(rng: random.Random) -> tuple[list[str], str]:
    """The agent's words: an answer, any words at all (so that copying is learned, not phrases), or a failure."""
    slots = iter(SLOTS)
    slot = lambda: next(slots)
    number = lambda: " ".join(cardinal(rng.randint(0, 40) if rng.random() < .7 else rng.randint(0, 2000)))
    kind = rng.random()
    if kind < .12:
        return [w if w != "{slot}" else slot() for w in rng.choice(FAILURES).split()], FAILED
    if kind < .5:
        words = []
        for piece in " and ".join(rng.sample(ANSWERS, 2 if rng.random() < .4 else 1)).split():
            words += {"{number}": number, "{city}": lambda: rng.choice(CITIES), "{condition}": lambda: rng.choice(CONDITIONS), "{slot}": slot,
                      "{digit}": lambda: rng.choice("zero one two three four five six seven eight nine".split()), "{weekday}": lambda: rng.choice(DAYS_OF_WEEK),
                      "{when}": lambda: rng.choice(["today", "tomorrow", "tonight", "now"])}.get(piece, lambda: piece)().split()
        return words, RESULT
    # Few different words, said again and again, are the hardest to say in their order.
    known = rng.choices(WORDS, k=rng.randint(4, 8)) if rng.random() < .4 else WORDS
    words = []
    for _ in range(rng.randint(1, LONGEST_ANSWER)):
        words.append(slot() if rng.random() < .1 and len(words) < len(SLOTS) else rng.choice(known))
    return words, RESULT
