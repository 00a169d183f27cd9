"""Word lists the abilities share."""
from ..words import ANIMALS, CITIES, COLOURS, DAYS_OF_WEEK, NUMBERS, UNITS, WORDS, cardinal

#: Words the vocabulary lacks, for questions that are delegated all the same.
UNKNOWN = """einstein museum potassium kilograms president airport guitar lawyer dinosaur basketball volcano pharmacy
    restaurant university mountain economy temperature-scale hospital airline subscription password elections football
    zurich barcelona mumbai brussels helsinki norway brazil france germany japan canada mexico texas california michael
    jennifer david sarah peter shakespeare mozart beethoven jupiter saturn galaxy electricity chemistry physics biology
    mathematics history passport ticket flight hotel train station bicycle garage kitchen bathroom printer server invoice
    customer contract project deadline budget report spreadsheet document folder database keyboard laptop battery bridge
    castle cathedral theatre cinema festival recipe tomato potato chicken-soup pizza pasta cheese butter vinegar banana
    strawberry pineapple broccoli yesterday century decade million billion euros dollars pounds meters altitude gravity
    vitamin medicine doctor dentist insurance mortgage software algorithm python-script robot satellite submarine pyramid
    desert jungle penguin dolphin giraffe kangaroo crocodile butterfly spider whale quickly carefully broken expensive
    famous important dangerous beautiful invented discovered painted founded opened delivered""".replace("-", " ").split()
UNKNOWN = sorted(set(w for w in UNKNOWN if w not in WORDS))
BACKCHANNELS = ["uh huh", "yeah", "right", "okay", "mm", "i see", "sure", "yes"]
AGREEMENT = set(" ".join(BACKCHANNELS).split())        # a first word that may still become a backchannel
STOPS = ["stop", "wait", "stop please", "okay stop", "wait a moment", "no stop", "that's enough", "please stop", "no", "quiet please",
         "no wait"]
NEVER_MIND = ["never mind", "forget it", "cancel that", "never mind forget it", "please cancel that", "forget that"]
CONDITIONS = ["sunny", "cloudy", "rainy", "clear", "windy", "foggy", "dry", "wet", "light rain", "heavy rain", "light snow",
              "snow", "fog", "storm", "light wind", "rain showers"]
SMALL_NUMBERS = UNITS[1:11]
STATEMENTS = [
    "my house is {colour} and {colour}", "the {animal} is very {adjective}", "i like the {colour} one", "we went to {city} last week",
    "it was a {adjective} day", "i think it's {adjective}", "the {animal} is in the garden", "i will call my mother later",
    "there was no light in the house", "he said it was too {adjective}", "they came home on {day}", "she read a long book",
    "we had lunch at the lake", "my friend lives in {city}", "i saw it in {city}", "the meeting is on {day} at {number}",
    "that is my {colour} book", "it's {number} or {number}", "i want to go home now", "you know he was here before",
    "the door was open all night", "i had coffee this morning", "so they went up the hill again", "{number} {number} {number}",
    "one two three four five", "and then he went away", "i don't know", "it's not for you", "that was nice", "we are ready",
    "she was born in {city}", "they moved to {city} last year", "he works in {city} now", "the train from {city} was late again", "her mother comes from {city}",
    "i met him in {city} years ago", "in {city} we had good food", "they never came back from {city}", "the road to {city} is long", "we drove from {city} to {city}",
    "it was {adjective} in {city} last {day}", "my brother wants to see {city}", "{city} was too {adjective} for us", "he told me about {city}",
    "i'm not sure", "maybe {day} or {day}", "he is {adjective} and she is {adjective}", "the {colour} {animal} and the {colour} {animal}",
]
FRIENDS = """lisa mark susan emma tom paul kate daniel maria robert julia kevin laura simon helen oliver grace martin alice victor
    sophie henry nina carlos""".split()
#: Said to somebody else in the room.
ADDRESSED = [
    "{friend} where are my keys", "{friend} dinner is ready", "{friend} could you pass me the salt", "did you see that {friend}", "come over here {friend}",
    "{friend} come and look at this", "{friend} have you fed the {animal}", "hold this for me {friend}", "{friend} would you help me with the table",
    "hey {friend} look at the {animal}", "hi {friend} how was your day", "{friend} what did you have for lunch", "{friend} is your mother at home",
    "{friend} did you call your friend in {city}", "{friend} put it over there", "{friend} get your coat we are late", "{friend} not that one the other one",
    "go to your room {friend}", "{friend} are you coming on {day}", "{friend} wait for me", "{friend} stop that", "hey {friend} can you take the {animal} out",
    "{friend} please turn that down", "{friend} what time is your train", "give it back to {friend}", "{friend} the {colour} one is yours",
    "okay {friend} see you on {day}", "{friend} will you bring the {colour} bag", "let's go {friend}", "{friend} do you want more tea",
]
ADJECTIVES = ["big", "small", "old", "nice", "good", "long", "fast", "slow", "happy", "tall", "cold", "warm", "new", "little"]


def number_up_to(rng, limit):
    return " ".join(cardinal(rng.randint(1, limit)))


def statement_choices(rng):
    return dict(friend=FRIENDS, colour=COLOURS, animal=ANIMALS, adjective=ADJECTIVES, city=CITIES, day=DAYS_OF_WEEK, number=number_up_to(rng, 60))
