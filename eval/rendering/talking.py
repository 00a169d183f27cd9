"""Scenarios of turn-taking, time, cues and tools. Sentences are not those of training; words are."""
from wren.words import ANIMALS, CITIES, COLOURS, SPANISH, UNITS
from .scenarios import BEGIN

TOWNS = [city for city in CITIES if " " not in city]
DAYS = "monday tuesday wednesday thursday friday".split()
STOPS = ["stop", "wait a moment", "stop please", "that's enough", "no wait", "okay stop"]
MURMURS = ["uh huh", "yeah", "right", "okay", "i see", "mm"]
STATEMENTS = ["the {colour} {animal} is by the lake again", "we saw her in {city} last summer", "they were at home on {day}", "he was reading a long book in the garden",
              "my mother had coffee with her friend", "the little {animal} ran under the table", "it was dark and cold in the forest", "lunch was late and then we went home"]


def statement(s) -> str:
    return s.pick(*STATEMENTS).format(colour=s.pick(*COLOURS), animal=s.pick(*ANIMALS), city=s.pick(*TOWNS), day=s.pick(*DAYS))


def pause(s, number):
    first, second = s.pick(("what is the weather", "in {city}"), ("will it rain", "in {city} tomorrow"), ("tell me the weather", "in {city}"), ("what is the temperature um", "in {city} today"),
                           ("can you tell me the time uh", "in {city}"), ("please set a timer for", "{number} minutes"), ("i want to know um", "how cold it is in {city}"))
    s.part(first, at_ms=BEGIN)
    s.part(second.format(city=s.pick(*TOWNS), number=s.pick(*UNITS[2:10])), after_ms=s.rng.randint(800, 1800))
    s.write("filled" if first.endswith(("um", "uh")) else "silent", {"part": 0})


def turn(s, number):
    if number % 4 == 0:
        s.part(s.pick("how are you today", "can you hear me", "what is your name", "are you there", "good morning"), at_ms=BEGIN)
        s.write("social", {"part": 0})
        return
    s.part(s.pick("what is the weather in {}", "is it raining in {}", "what's the temperature in {} tomorrow", "what time is it in {}", "will it be warm in {} today").format(s.pick(*TOWNS)), at_ms=BEGIN)
    s.write("question", {"part": 0}, tail_ms=5000)


def speaking(s) -> dict:
    """Members with which the model speaks for some seconds, in the middle of which the user speaks over it."""
    city = s.pick(*TOWNS)
    return {"typed": [{"at_ms": 400, "text": f"what is the weather in {city}"}],
            "answers": [f"it is twelve degrees and cloudy in {city} with light rain this afternoon and it will be cold and clear this evening"]}


OVER = {"after_words": 8, "after_ms": 400}


def interruption(s, number):
    s.part(s.pick(*STOPS), **OVER)
    s.write("stop", {"says_not": "evening"}, **speaking(s))


def backchannel(s, number):
    if number % 2:
        s.part(s.pick(*MURMURS), **OVER)
        s.write("user", {"says": "this evening"}, **speaking(s), tail_ms=6000)
        return
    s.part(f"there was an old {s.pick(*ANIMALS)} by the river", at_ms=BEGIN)
    s.part(f"it came from a small village near {s.pick(*TOWNS)}", after_ms=1300)
    s.part("then they all went home", after_ms=1300)
    s.write("model", {"murmurs": [{"part": 0}, {"part": 1}]})


def overlap(s, number):
    members, kind = speaking(s), ("user_interruption", "user_backchannel", "talking_to_other", "background_speech")[(number - 1) % 4]
    if kind == "user_interruption":
        city = s.pick(*TOWNS)
        s.part(s.pick("no what is the weather in {}", "wait tell me the weather in {}", "stop what about {}").format(city), **OVER)
        members["answers"].append(f"{city} is windy and dry")
        s.write(kind, {"behaviour": "respond", "says": "windy and dry", "rest": "this evening"}, **members, tail_ms=7000)
        return
    if kind == "user_backchannel":
        s.part(s.pick(*MURMURS), **OVER)
    elif kind == "talking_to_other":
        s.part(s.pick("hey john please close the door", "anna can you bring me some water", "come here and sit down peter"), **OVER, gain_db=-6)
    else:
        s.part(statement(s), other=True, **OVER, gain_db=-16)
    s.write(kind, {"behaviour": "resume", "rest": "this evening"}, **members, tail_ms=7000)


def time(s, number):
    what, seconds = s.pick("stop", "go", "now", "hello", "ready", "time is up", s.pick(*ANIMALS), s.pick(*TOWNS)), s.rng.randint(3, 9)
    if number % 6 == 0:
        s.part(s.pick("start the stopwatch", "start timing"), at_ms=BEGIN)
        s.part(s.pick("how long was that", "how many seconds was that"), after_ms=1000 * seconds)
        s.write("how long", {"due": [{"says": f"{UNITS[seconds]} seconds", "part": 1, "after_ms": 700, "early_ms": 700, "late_ms": 1300}]})
        return
    if number % 3 == 0:
        what, seconds = s.pick("go", "now", "water", "time", "stop"), s.rng.randint(3, 5)
        s.part(f"say {what} every {UNITS[seconds]} seconds", at_ms=BEGIN)
        s.write("every", {"due": [{"says": what, "part": 0, "after_ms": 1000 * seconds * i} for i in (1, 2, 3)]}, tail_ms=3000 * seconds + 1500)
        return
    s.part(s.pick("say {} in {} seconds", "please say {} in {} seconds", "say {} after {} seconds").format(what, UNITS[seconds]), at_ms=BEGIN)
    expect, kind = {"due": [{"says": what, "part": 0, "after_ms": 1000 * seconds}]}, "plain"
    if number % 3 == 2 and seconds > 5:
        s.part(s.pick("we had lunch by the river", f"my new house is {s.pick(*COLOURS)}", f"i saw it in {s.pick(*TOWNS)}"), after_ms=700)
        kind = "aside"
    s.write(kind, expect, tail_ms=1000 * seconds + 1500)


STORY = ["in the garden there was a {animal}", "and then i saw a {colour} {animal}", "my friend lives with a {animal}", "near the hill was an old {animal}",
         "in the village we met a {animal}", "under the table sat a small {animal}"]


def story(s, i: int, **names) -> str:
    return s.pick(*STORY).format(**({"animal": s.pick(*ANIMALS), "colour": s.pick(*COLOURS)} | names))


def cue(s, number):
    echo, due = number % 2 == 1, []
    s.part(s.pick("repeat every animal i name", "say each animal i name") if echo else s.pick("count the animals in my story", "count every animal i name"), at_ms=BEGIN)
    for i in (1, 2, 3):
        animal = s.pick(*ANIMALS)
        part = s.part(story(s, i, animal=animal), after_ms=1500 if i == 1 else 250)
        due.append({"says": animal if echo else UNITS[i], "part": part})
    s.part("and that was a very long day", after_ms=250)
    s.write("echo" if echo else "count", {"due": due})


def translation(s, number, words):
    """words: those that are said one by one; none for a story whose animals are to be translated."""
    s.part("translate every word into spanish" if words else s.pick("say each animal in spanish", "say every animal in spanish"), at_ms=BEGIN)
    due = []
    for i, word in enumerate(words or [s.pick(*ANIMALS) for _ in range(3)]):
        part = s.part(word if words else story(s, i, animal=word), after_ms=1500 if i == 0 else s.rng.randint(700, 1000) if words else 300)
        due.append({"says": SPANISH[word], "part": part})
    s.write("words" if words else "story", {"due": due})


def delegation(s, number):
    city = s.pick(*TOWNS)
    question, tool, arguments = [
        (s.pick("what day is it today", "what day is it"), "clock_get_date", {}),
        (s.pick(f"what is the weather in {city}", f"how is the weather in {city}"), "weather_get_weather", {"city": city}),
        (s.pick(f"what is the weather in {city} tomorrow", f"will it rain in {city} tomorrow"), "weather_get_weather", {"city": city, "day": "tomorrow"}),
        (f"what time is it in {city}", "clock_get_time", {"city": city})][number % 4]
    s.part(question, at_ms=BEGIN)
    s.write("weather" if "weather" in tool else "clock", {"calls": [{"tool": tool, "arguments": arguments}]}, tail_ms=5000)


def answer(s, number):
    """The agent answers at once, late, or while the user speaks of something else."""
    city, kind = s.pick(*TOWNS), ("typed, at once", "at once", "late", "meanwhile")[(number - 1) % 4]
    question = s.pick("what is the weather in {}", "what is the temperature in {}", "is it cold in {}", "how is the weather in {} today").format(city)
    said = s.pick("the temperature in {city} is {number} degrees", "in {city} it is {number} degrees and dry", "it is {number} degrees and windy in {city} this morning") \
        .format(city=city, number=s.pick("twelve", "nineteen", "twenty two"))
    members, typed = {"answers": [said], "answer_after_ms": 0}, kind == "typed, at once"
    if not typed:
        s.part(question, at_ms=BEGIN)
    if kind == "late":
        members["answer_after_ms"] = s.rng.randint(3000, 7000)
    elif kind == "meanwhile":
        aside = s.part(statement(s), after_ms=1600)
        members["answer_after_ms"] = 1100 + int(500 * s.lengths[aside])
    s.write(kind, {"says": said} | ({} if typed else {"part": len(s.parts) - 1}), **members, **({"typed": [{"at_ms": 0, "text": question}]} if typed else {}),
            tail_ms=members["answer_after_ms"] + 5500 if kind == "late" else 5500)


def silence(s, number):
    kind = ("noise", "music", "people", "echo", "chatter")[(number - 1) % 5]
    if kind == "noise":
        s.sound(("white", "pink", "brown", "hum", "knocks")[(number - 1) // 5 % 5], 50, at_ms=500, gain_db=s.rng.randint(-12, 0))
    elif kind == "music":
        s.sound("music", 50, at_ms=500, gain_db=s.rng.randint(-9, 0))
    elif kind == "people":
        for i in range(10):
            s.part(statement(s), other=i % 2 == 1, after_ms=500 if i == 0 else s.rng.randint(200, 1800), gain_db=s.rng.randint(-18, -8))
    elif kind == "echo":
        s.sound("pink", 20, at_ms=0, gain_db=-30)
        s.write(kind, {"says": "this evening"}, **speaking(s), echo={"after_ms": s.rng.randint(60, 200), "gain_db": s.rng.randint(-24, -14)}, tail_ms=1000)
        return
    else:
        for i in range(5):
            s.part(statement(s), after_ms=BEGIN if i == 0 else s.rng.randint(700, 2000))
    s.write(kind, {})


def heard(s, number):
    s.part(s.pick("the {colour} {animal} sat under the tree", "we were in {city} last week", "the meeting is on {day} at {number}", "i think it's too cold for the {animal}",
                  "my mother lives in {city} with a {animal}", "they saw a {colour} {animal} near the lake", "he went down the road to the old farm")
           .format(colour=s.pick(*COLOURS), animal=s.pick(*ANIMALS), city=s.pick(*TOWNS), day=s.pick(*DAYS), number=s.pick(*UNITS[1:11])), at_ms=BEGIN)
    s.write("sentence", {}, tail_ms=1500)
