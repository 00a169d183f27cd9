"""What flite reads for the corpus: sentences of a small grammar, the product's own words, and rows of words from a dictionary,
so that every sound meets every other."""
import random
import re
from wren import words as product

DICTIONARY = "/usr/share/dict/american-english"     # Debian's wamerican, from SCOWL (free, with notice)

PLACES = """Paris London Berlin Madrid Rome Tokyo Moscow Boston Chicago Dublin Sydney Toronto Vienna Athens Cairo Delhi Oslo Prague
    Lisbon Stockholm Amsterdam Denver Houston Portland Budapest Warsaw Geneva Naples Kyoto Lima Nairobi Jakarta Texas Norway
    Brazil Canada Spain Germany India Japan Kenya Peru""".split()
PEOPLE = """Anna Peter Maria David Sarah Michael Emma Thomas Julia Robert Laura Daniel Sophie James Helen Andrew Nina George Alice
    Martin Smith Johnson Miller Garcia Brown Wilson Taylor Lopez""".split()
THINGS = """train meeting letter book car window garden river dog song phone answer computer table story market bridge house lamp
    camera flight ticket doctor message coffee question number company market player school system picture road service""".split()
KINDS = """old new small large quiet bright cold warm heavy early second final long short public local cheap open strange simple
    green blue narrow careful different important""".split()
DOINGS = """opens closes starts ends finds shows moves turns leaves reaches follows carries makes needs keeps sends holds brings
    changes covers joins helps asks gives takes""".split()
HOW = "today tomorrow again slowly quickly at noon in the evening before lunch after the show once more right now this week".split(" ")
MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def dictionary() -> list[str]:
    """Words that are written with the letters a to z alone."""
    with open(DICTIONARY, encoding="utf-8") as file:
        return sorted({word for word in file.read().lower().split() if re.fullmatch(r"[a-z]{2,16}", word)})


def spoken_number(rng: random.Random) -> str:
    return " ".join(product.number_words(str(rng.choice([rng.randint(0, 20), rng.randint(0, 100), rng.randint(100, 9_999), rng.randint(1900, 2040)]))))


def _sentence(rng: random.Random) -> str:
    thing, other, kind, doing = rng.choice(THINGS), rng.choice(THINGS), rng.choice(KINDS), rng.choice(DOINGS)
    place, person, number = rng.choice(PLACES), rng.choice(PEOPLE), spoken_number(rng)
    return rng.choice([
        f"the {kind} {thing} {doing} the {other}", f"{person} {doing} a {kind} {thing} in {place}",
        f"it is {number} degrees and {rng.choice('sunny cloudy rainy windy foggy clear'.split())} in {place}",
        f"there are {number} {thing}s in the {kind} {other}", f"the {thing} from {place} to {rng.choice(PLACES)} leaves at {number}",
        f"I found {number} results for {person} and the {other}", f"{person} was born in {place} on {rng.choice(MONTHS)} {number}",
        f"the next {thing} is on {rng.choice(DAYS)} with {person} at {number}", f"could you tell me if the {thing} {doing} the {kind} {other}",
        f"that is {number} percent more than the {kind} {thing}", f"{number} times {spoken_number(rng)} equals {spoken_number(rng)}",
        f"I could not find a {thing} for the {kind} {other} in {place}", f"he said that she {doing} your {thing} and my {other}",
        f"you can see {place} from the {kind} {thing} when they are at the {other}", f"what would it be like to have been with them in {place}",
        f"the answer is {number} point {spoken_number(rng)}", f"we will have to wait until {rng.choice(DAYS)} for this {thing}",
        f"this {thing} should not be as {kind} as that one", f"do you know why {person} never {doing} these {kind} {other}s",
    ])


def make(rng: random.Random, words: list[str]) -> str:
    """One text; no commas: the voice is given words, not sentences."""
    kind = rng.random()
    if kind < .4:
        text = _sentence(rng)
    elif kind < .6:
        text = " ".join(rng.choice(product.WORDS) for _ in range(rng.randint(4, 10)))
    elif kind < .9:
        text = " ".join(rng.choice(words) for _ in range(rng.randint(3, 7)))
    else:
        text = " ".join(rng.choice(product.WORDS if rng.random() < .5 else words) for _ in range(rng.randint(1, 2)))
    return text + "."
