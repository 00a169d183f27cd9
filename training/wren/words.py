"""The words and control tokens of the network, and how text becomes them."""
import re

BLANK = "<blank>"            # nothing at this position
OTHER = "<other>"            # a word outside the vocabulary
END = "<end>"                # closes a span, on the delegate lane and in text-in
ASK = "<ask>"                # delegate lane: the request follows
CANCEL = "<cancel>"          # delegate lane: what was asked is no longer wanted
RESULT = "<result>"          # text-in: the agent's answer follows
FAILED = "<failed>"          # text-in: why there is no answer follows
PROGRESS = "<progress>"      # text-in: the agent is at work; nothing to say
USER = "<user>"              # text-in: the user typed this
YIELD = "<yield>"            # act lane: stop speaking, drop what was not played
BACKCHANNEL = "<backchannel>"  # act lane: the word said here does not take the floor
TIMER = "<timer>"            # act lane: a timer card opens; the number of seconds and <end> follow
COUNTER = "<counter>"        # act lane: a counter card opens at zero
LIST = "<list>"              # act lane: a list card opens, empty
NEXT = "<next>"              # act lane: the open counter goes up by one, the open list takes the word said here
CLOSE = "<close>"            # act lane: the open card closes
CONTROLS = [BLANK, OTHER, END, ASK, CANCEL, RESULT, FAILED, PROGRESS, USER, YIELD, BACKCHANNEL, TIMER, COUNTER, LIST, NEXT, CLOSE]

# A stretch of injected text without words of the vocabulary gets the next free slot; saying the slot says the text.
SLOTS = [f"<x{i}>" for i in range(1, 17)]

UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBERS = UNITS + TENS + ["hundred", "thousand", "point", "minus", "half"]
CITIES = """paris london berlin madrid rome tokyo moscow boston chicago dublin sydney toronto amsterdam vienna athens cairo
    delhi beijing seoul lisbon prague stockholm oslo""".split() + ["new york"]
ANIMALS = """cat dog horse cow sheep lion tiger bear mouse rabbit fox wolf bird fish duck chicken pig elephant monkey snake
    goat frog owl bee""".split()
COLOURS = "red blue green yellow white black brown orange".split()
WEATHER = """weather sunny rain rainy raining cloudy clouds snow snowing wind windy storm fog foggy hot cold warm cool dry wet
    degrees celsius temperature forecast sky clear light heavy umbrella humidity percent kilometers showers""".split()
DAYS_OF_WEEK = "monday tuesday wednesday thursday friday saturday sunday".split()
TIME = """second seconds minute minutes hour hours day days week today tomorrow tonight now morning afternoon evening night
    monday tuesday wednesday thursday friday saturday sunday time later soon moment clock alarm timer am pm""".split()
SOCIAL = """hello hi hey good thanks thank you welcome goodbye bye please sorry okay yes no nice yeah right sure uh huh mm
    mhm um well great fine ready name""".split()
CONTROL = "stop wait pause quiet continue go on never mind cancel forget enough start again repeat that's".split()
QUESTION = """what what's is the like in how when where who why which will it it's be does do did can could would tell me about
    find search look looking up check show give for i need should should've many much far old long big""".split()
STORY = """a an and saw see farm forest river house garden road village man woman boy girl little small then there was were
    with by near under over into from to of my his her he she they we our this that one came went ran sat looked said
    friend next after before once upon tree hill lake water field very happy home met followed behind suddenly lived
    sleeping walking singing eating old big tall slow fast always some at lunch had but not all have him so if out them
    more who been first its other now down through""".split()
TASK = """count every each animal animals mention say repeat word words story listen music lights light door open close turn
    off play call left right set remind news email meeting calendar read write book send message order coffee milk sugar
    large tea bread water get make want translate spell news price send plus times divided equals answer number numbers""".split()
ANSWER = """let that didn't work could find here found currently around between high low no results server did answer took too
    or only and it are your has error service available try failed found using than less most per also as""".split()
NAMES = "computer alexa jarvis mirror glass view smart".split()
COMMON = """may made their i'd i'm don't bit lot lots whole medium single double dark chocolate cream voice speech text chapter
    way work year years place these those such any know think people come back came see same last long upon himself new
    still might must never even though without another part head hand face eyes life men mother father children young
    end until again side used things take never being only white because away nothing something together half top
    hear doing expect tool tools lives maybe best table add going wren kitchen visit ask answer""".split()
HUMAN = """ounce mocha iced treat trick sweetener triple joke cappuccino drip almond americano latte espresso soy skim brew roast
    shot block mr mrs better however since talk bed beautiful form printing bow called us letters letter prison course room
    passed although books middle themselves death type short just during often different almost kind country having war
    prisoners fact king town state indeed few certain paper account taken result modern printed mixed band summer became
    already present received world reached family others everything air quite thing yet space wide feet line page round
    seen put given several stood means told wine ever thought love felt hands case front cheese drink city care bad full
    ground picture sleep street strong position body hard""".split()
WATCHING = """watch camera squats jumping jacks raises lifts bends exercise exercises repetitions reps waving jumping walk start stops starts
    moving posture slouch slouching sit straight keep eye circle square triangle appears something using doing timing stopwatch""".split()
#: What the model translates, word by word. Plain letters: the words must be sayable from the same alphabet.
SPANISH = dict(pair.split(":") for pair in """cat:gato dog:perro horse:caballo cow:vaca sheep:oveja lion:leon tiger:tigre bear:oso
    mouse:raton rabbit:conejo fox:zorro wolf:lobo bird:pajaro fish:pez duck:pato chicken:pollo pig:cerdo elephant:elefante
    monkey:mono snake:serpiente goat:cabra frog:rana owl:buho bee:abeja red:rojo blue:azul green:verde yellow:amarillo
    white:blanco black:negro brown:marron orange:naranja one:uno two:dos three:tres four:cuatro five:cinco six:seis
    seven:siete eight:ocho nine:nueve ten:diez house:casa river:rio tree:arbol water:agua bread:pan milk:leche coffee:cafe
    book:libro door:puerta light:luz friend:amigo man:hombre woman:mujer night:noche day:dia hand:mano head:cabeza
    garden:jardin""".split())

WORDS = sorted(set(" ".join(NUMBERS + CITIES + ANIMALS + COLOURS + WEATHER + TIME + SOCIAL + CONTROL + QUESTION + STORY
                            + TASK + ANSWER + NAMES + COMMON + HUMAN + WATCHING + ["spanish"]).split()))
VOCABULARY = CONTROLS + SLOTS + WORDS + sorted(set(SPANISH.values()) - set(WORDS))
INDEX = {token: i for i, token in enumerate(VOCABULARY)}

SPELLINGS = {"goodnight": "good night", "okey": "okay", "ok": "okay", "o'clock": "clock", "hi-there": "hi there",
             "mhmm": "mhm", "mm-hmm": "mhm", "uh-huh": "uh huh", "whats": "what's", "thats": "that's", "its": "its"}


def number_words(digits: str) -> list[str]:
    """'-17.5' -> minus seventeen point five; whole numbers up to 999,999."""
    if digits.startswith(("-", "\u2212")):
        return ["minus"] + number_words(digits[1:])
    whole, _, fraction = digits.partition(".")
    return cardinal(int(whole)) + (["point"] + [UNITS[int(d)] for d in fraction] if fraction else [])


def cardinal(n: int) -> list[str]:
    if n < 20:
        return [UNITS[n]]
    if n < 100:
        return [TENS[n // 10 - 2]] + ([UNITS[n % 10]] if n % 10 else [])
    if n < 1000:
        return [UNITS[n // 100], "hundred"] + (cardinal(n % 100) if n % 100 else [])
    if n < 1_000_000:
        return cardinal(n // 1000) + ["thousand"] + (cardinal(n % 1000) if n % 1000 else [])
    return [UNITS[int(d)] for d in str(n)]


def split(text: str) -> list[str]:
    """Lower-case words of a text, numbers spoken out; words the vocabulary lacks stay as they are."""
    words = []
    for token in re.findall(r"[\-\u2212]?\d+(?:,\d{3})*(?:\.\d+)?|[a-z]+(?:'[a-z]+)?", text.lower().replace("\u2019", "'")):
        if token[-1].isdigit():
            words += number_words(token.replace(",", ""))
        else:
            words += SPELLINGS.get(token, token).split()
    return words


def token(word: str) -> int:
    return INDEX.get(word, INDEX[OTHER])
