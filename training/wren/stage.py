"""Time: where a performance puts sounds and labels. One stage is one stretch of a live session.

Positions are 50 ms. A label at position p is what the network writes after hearing position p. Four lanes (heard, say,
act, delegate) and one input lane (text-in) hold one token per position; 0 is blank.
"""
from dataclasses import dataclass, replace
import random
import numpy as np
from . import features
from .sight import SIGHT
from .words import INDEX, SLOTS, ASK, BACKCHANNEL, CANCEL, CLOSE, END, NEXT, USER, YIELD, token

POSITION = features.FRAMES_PER_POSITION / features.FRAMES_PER_SECOND   # 0.05 s
TURN = POSITION * features.POSITIONS_PER_TURN
HEARD_DELAY = 4          # positions between a word's end and its label: until then "be" may go on to "because"
RESPONSE = 0.15          # seconds between the user's last word and the answer's first
BARGE_IN = 0.05          # seconds after the user's first word that is no backchannel until the model may give way, at the earliest
SAY_LEAD = 2             # the second word follows the first after this many positions; later ones lead by one word
PLAYBACK_DELAY = 4       # positions until a word that was written is heard: the micro-turn
SLOT_PACE = 12           # positions a slot takes to say
LANES = ("heard", "say", "act", "delegate")
#: How often something that is to be noticed has its label at the first chance, the second and so on. With one chance alone a moment
#: of doubt were the end of it, and a guess as good as knowledge; with several the network acts when it is sure, and acts late rather than never.
CHANCES = .45, .35, .2


@dataclass
class Utterance:
    """A rendered stretch of the user's speech."""
    words: list[str]
    ends: list[float]        # seconds from the start of the sound
    mel: np.ndarray          # log10 mel power [frames, bands]
    phones: np.ndarray       # one label per frame

    @property
    def seconds(self) -> float:
        return len(self.mel) / features.FRAMES_PER_SECOND

    def words_from(self, first: int, last: int) -> "Utterance":
        """The words [first, last) alone, cut where the one before them ends."""
        begin = int(self.ends[first - 1] * features.FRAMES_PER_SECOND) if first else 0
        end = int(self.ends[last - 1] * features.FRAMES_PER_SECOND) + 1 if last < len(self.words) else len(self.mel)
        ends = [time - begin / features.FRAMES_PER_SECOND for time in self.ends[first:last]]
        return Utterance(self.words[first:last], ends, self.mel[begin:end], self.phones[begin:end])

    def followed_by(self, other: "Utterance") -> "Utterance":
        """Both, one right after the other."""
        return Utterance(self.words + other.words, self.ends + [self.seconds + end for end in other.ends],
                         np.concatenate([self.mel, other.mel]), np.concatenate([self.phones, other.phones]))

    def softer(self, decibels: float) -> "Utterance":
        """The same from further away."""
        return replace(self, mel=self.mel - np.float32(decibels / 10))


@dataclass
class Heard:
    """Where an utterance lies on the stage."""
    start: float             # first sound, seconds
    end: float               # end of the last word
    ends: list[float]


class Stage:
    """Collects sounds and labels in time order; `now` is the moment the story has reached."""

    def __init__(self, positions: int, pace: dict[str, int], films=None):
        self.positions = positions
        self.pace = pace
        self.films = films
        self.hesitant = False       # whether what is to be noticed may have its label later than at the first chance: for training, not for tests
        self.others = None          # others(*kinds) -> (script, utterances) of one of them: what somebody may say in between; None: nobody else is there
        self.murmurs = None         # murmurs() -> utterance: "uh huh"; set with others
        self.sights = np.zeros((-(-positions // features.POSITIONS_PER_TURN), SIGHT + 1), np.float32)    # one picture a turn, none being zeros
        self.spoken: list[tuple[int, str]] = []           # (first position at which it sounds, word)
        self.lanes = {lane: np.zeros(positions, np.int64) for lane in LANES}
        self.text_in = np.zeros(positions, np.int64)
        self.sounds: list[tuple[int, Utterance]] = []     # (first frame, utterance)
        self.now = 0.0
        self.user_end = 0.0
        self.speaking_until = 0.0

    @property
    def full(self) -> bool:
        return self.now >= self.positions * POSITION

    def wait(self, seconds: float):
        self.now += seconds

    def hear(self, utterance: Utterance, at: float | None = None) -> Heard:
        """The user says something at `at` (default: now). Writes the heard lane."""
        start = self.now if at is None else at
        frame = int(round(start * features.FRAMES_PER_SECOND))
        self.sounds.append((frame, utterance))
        ends = [frame / features.FRAMES_PER_SECOND + end for end in utterance.ends]
        for word, end in zip(utterance.words, ends):
            self._write("heard", position_of(end) + HEARD_DELAY, token(word))
        end = ends[-1] if ends else start + utterance.seconds
        self.now = max(self.now, start + utterance.seconds)
        self.user_end = max(self.user_end, end)
        return Heard(start, end, ends)

    def say(self, words: list[str], at: float, backchannel: bool = False) -> float:
        """The model speaks, one word per pace, written one word ahead. Returns when the last word was heard."""
        first = position_of(at)
        if backchannel:
            self._write("act", first, INDEX[BACKCHANNEL])
        audio = 0
        for i, word in enumerate(words):
            previous = audio - self._pace(words[i - 1]) if i else 0
            ahead = 0 if i == 0 else SAY_LEAD if i == 1 else max(previous, SAY_LEAD + i - 1)
            self._write("say", first + ahead, token(word))
            self.spoken.append((first + audio + PLAYBACK_DELAY, word))
            audio += self._pace(word)
        end = (first + audio + PLAYBACK_DELAY) * POSITION
        self.speaking_until = max(self.speaking_until, end)
        return end

    def give_way(self, at: float):
        """The model stops speaking: what it had not yet written is never said."""
        position = position_of(at)
        self.lanes["say"][max(position, 0):] = 0
        self._write("act", position, INDEX[YIELD])
        self.spoken = [(p, word) for p, word in self.spoken if p < position + PLAYBACK_DELAY]
        self.speaking_until = (position + PLAYBACK_DELAY) * POSITION

    def hesitation(self, rng: random.Random, unit: float = POSITION) -> float:
        """Seconds from the first chance to notice something until it is acted on: so many units."""
        return unit * rng.choices(range(len(CHANCES)), CHANCES)[0] if self.hesitant else 0

    def act(self, names: list[str], at: float):
        """Opens a card: its control token and what follows it."""
        for i, name in enumerate(names):
            self._write("act", position_of(at) + i, token(name))

    def next(self, at: float):
        """The open counter goes up, or the open list takes the word said at this moment."""
        self.act([NEXT], at)

    def close(self, at: float):
        """The open card closes."""
        self.act([CLOSE], at)

    def show(self, film, at: float) -> float:
        """The camera shows a film from `at` on, in place of what it showed. Returns when it begins: with a turn."""
        first = int(round(at / TURN))
        sights = film.sights[max(0, -first):]
        first_shown = max(first, 0)
        self.sights[first_shown:] = 0
        count = min(len(sights), len(self.sights) - first_shown)
        if count > 0:
            self.sights[first_shown:first_shown + count, :SIGHT] = sights[:count]
            self.sights[first_shown:first_shown + count, SIGHT] = 1
        return first * TURN

    def dark(self, at: float):
        """The camera is off from `at` on."""
        self.sights[max(0, int(round(at / TURN))):] = 0

    def delegate(self, words: list[str], at: float):
        for i, name in enumerate([ASK] + words + [END]):
            self._write("delegate", position_of(at) + i, token(name))

    def cancel(self, at: float):
        self._write("delegate", position_of(at), INDEX[CANCEL])

    def inject(self, source: str, words: list[str], at: float) -> float:
        """Text enters, one token per position. Returns when its last token is in."""
        first = int(np.ceil(at / POSITION))
        first = max(first, int(np.flatnonzero(self.text_in)[-1]) + 1 if self.text_in.any() else 0)
        # A micro-turn takes its text as a whole, so text begins with a turn.
        first += -first % features.POSITIONS_PER_TURN
        for i, name in enumerate([source] + words + [END]):
            if first + i < self.positions:
                self.text_in[first + i] = token(name)
        return (first + len(words) + 2) * POSITION

    def type(self, words: list[str], at: float) -> float:
        return self.inject(USER, words, at)

    def _pace(self, word: str) -> int:
        return SLOT_PACE if word in SLOTS else self.pace.get(word, 8)

    def _write(self, lane: str, position: int, value: int):
        tokens = self.lanes[lane]
        while 0 <= position < self.positions and tokens[position]:
            position += 1
        if 0 <= position < self.positions:
            tokens[position] = value


def position_of(time: float) -> int:
    """The position in which `time` lies; a word that ends exactly at a boundary belongs to the position before."""
    return int(np.ceil(time / POSITION - 1e-6)) - 1
