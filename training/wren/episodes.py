"""Training examples: performances one after another on a stage, mixed into one sound and one film, with labels."""
from dataclasses import dataclass, replace
import random
import numpy as np
from . import augment, features
from .abilities import ABILITIES, ask
from .abilities.script import Script
from .align import PAUSE
from .stage import LANES, POSITION, Stage, Utterance
from .store import Clip, Entry, Store

SHARES = {"ask": .34, "timed": .07, "timed every": .04, "timed how long": .05, "animals": .015, "animals echo": .08, "animals count": .07, "translation": .065, "recite": .01,
          "watch count": .15, "watch action": .09, "watch posture": .14, "watch appear": .1, "watch name": .08, "social": .04, "chatter": .12, "chatter addressed": .03, "read": .08, "noise": .06,
          "human": .18, "human word": .06, "human sentence": .55, "human accent": .05, "human telephone": .09, "human reader": .05, "typed": .08, "request": .07}
LONGEST_COMMAND = 3         # words; what people say beyond that is a sentence
#: Sources of so many recordings that they have shares of their own: people whose mother tongue is another, telephones, single readers; single words.
SOURCES = {"speechocean762": "human accent", "wuw": "human telephone", "kathleen": "human reader", "asterisk": "human reader"}
WORDS = {"speech-commands": "human word"}
SENTENCES = {"human sentence", *SOURCES.values()}
GAPS, GAP_SHARES = [(.05, .4), (.4, 2), (2, 9)], [.18, .72, .1]     # seconds between performances, and how often
UNPREPARED = .3             # of the examples that begin with speech, without a moment of silence
CUT = .5                    # of the sentences that people say are heard in part: their words in another company than in the recording
SPLICED, PIECES = .5, 3     # of these sentences go on with parts of others, at most so many
MASKED = .3                 # of the recordings of people have bands and moments missing
VOICED, VOICES = .3, (.9, 1.1)      # of the recordings of people come from a shorter or longer throat, and the range
LONGEST_NOISE = 4_000       # frames
NEARER_NOISE = 0, 15        # decibels below speech of a noise that is all there is to hear
FILMED = .12                # of the examples whose camera shows something that nobody asked about
DROPPED = .03               # of the pictures
ECHO, ECHO_LEVELS = .45, (-3.0, -.8)     # of the examples in which the microphone hears the host's voice; log10 of its power there
TEMPO = .5, (.86, 1.16)     # of the performances that are spoken faster or slower, and the range


@dataclass
class Example:
    """levels [T, 400] uint8; lanes [T, 4]; text_in [T]; phones [T, 5]; sights [turns, SIGHT + 1]: all that one training sequence needs."""
    levels: np.ndarray
    lanes: np.ndarray
    text_in: np.ndarray
    phones: np.ndarray
    sights: np.ndarray


class Episodes:
    """Draws examples from the training split. Not thread-safe: one per process."""

    def __init__(self, store: Store, seed: int, split: str = "train"):
        self.store = store
        self.rng, self.numbers = random.Random(seed), np.random.default_rng(seed)
        self.by_kind: dict[str, list[Entry]] = {}
        self.voices: dict[str, dict[str, Clip]] = {}
        for entry in store.split("echo"):
            self.voices.setdefault(entry.voice, {})[entry.clips[0].words[0]] = entry.clips[0]
        for entry in store.split(split):
            self.by_kind.setdefault(kind_of(entry), []).append(entry)
        self.noises = [clip for entry in self.by_kind.get("noise", []) for clip in entry.clips]
        self.murmurs = [entry.clips[entry.script.facts["backchannel"]] for kind in ("ask", "typed") for entry in self.by_kind.get(kind, [])
                        if "backchannel" in entry.script.facts]
        self.shares = {kind: share for kind, share in SHARES.items() if kind in self.by_kind}

    def draw(self, positions: int) -> Example:
        stage = Stage(positions, self.store.pace, self.store.films)
        stage.hesitant = True
        stage.others = self.other
        stage.murmurs = lambda: self.store.utterance(self.rng.choice(self.murmurs))
        if self.store.films and self.rng.random() < FILMED:
            at = 0.0
            while at < positions * POSITION:
                film = self.store.films.choose(None, None, self.rng)
                at = stage.show(film, at) + film.seconds
        if self.rng.random() > UNPREPARED:
            stage.wait(self.rng.uniform(0, 2))
        while not stage.full:
            kind = self.rng.choices(list(self.shares), list(self.shares.values()))[0]
            tempo = self.rng.uniform(*TEMPO[1]) if self.rng.random() < TEMPO[0] else 1.0
            perform(stage, self.rng.choice(self.by_kind[kind]), self.store, self.rng, tempo, self.retold)
            stage.wait(self.rng.uniform(*self.rng.choices(GAPS, GAP_SHARES)[0]))
        noise = self.noise(positions * features.FRAMES_PER_POSITION) if self.noises else None
        stage.sights[self.numbers.random(len(stage.sights)) < DROPPED] = 0
        echo = self.echo(stage) if self.voices and self.rng.random() < ECHO else []
        return to_example(stage, self.store, lambda mel: augment.augment(mel, self.numbers, noise), echo)

    def other(self, *kinds: str) -> tuple[Script, list[Utterance]]:
        """Somebody's words in the midst of a performance, of one of these kinds."""
        entry = self.rng.choice(self.by_kind[self.rng.choice([kind for kind in kinds if kind in self.by_kind])])
        return entry.script, [self.store.utterance(clip) for clip in entry.clips]

    def retold(self, spoken: Utterance, kind: str) -> Utterance:
        """What becomes of the recording of a person: there are few, and whole they would soon be known by heart."""
        if kind in SENTENCES:
            if self.rng.random() < CUT:
                spoken = in_part(spoken, self.rng)
            if self.rng.random() < SPLICED:
                for _ in range(self.rng.randint(1, PIECES)):
                    other = self.rng.choice(self.by_kind[kind])
                    spoken = spoken.followed_by(in_part(self.store.utterance(other.clips[0]), self.rng))
        mel = spoken.mel
        if self.rng.random() < VOICED:
            mel = augment.warp(mel, self.rng.uniform(*VOICES))
        if self.rng.random() < MASKED:
            mel = augment.masked(mel, self.numbers)
        return replace(spoken, mel=mel)

    def echo(self, stage: Stage) -> list[tuple[int, np.ndarray]]:
        """What the microphone hears of the host's voice: (first frame, log-mel) of each word said."""
        voice, level = self.rng.choice(list(self.voices.values())), self.rng.uniform(*ECHO_LEVELS)
        return [(position * features.FRAMES_PER_POSITION, self.store.mel(voice[word]) + np.float32(level)) for position, word in stage.spoken if word in voice]

    def noise(self, frames: int) -> np.ndarray:
        """Recorded noises one after another, looped to the length."""
        parts, total = [], 0
        while total < frames:
            mel = self.store.mel(self.rng.choice(self.noises))[:LONGEST_NOISE]
            parts.append(mel)
            total += len(mel)
        return np.concatenate(parts)[:frames]


def kind_of(entry: Entry) -> str:
    """The name under which an entry has its share: its ability, and within some what it is about."""
    script = entry.script
    if script.facts.get("request"):
        return "request"
    if script.ability == "human":
        source = entry.voice.split(":")[0]
        return SOURCES.get(source, "human sentence") if len(script.parts[0]) > LONGEST_COMMAND else WORDS.get(source, "human")
    name = f"{script.ability} {script.facts.get('kind') or script.facts.get('mode')}"
    return name if name in SHARES else script.ability


def perform(stage: Stage, entry: Entry, store: Store, rng: random.Random, tempo: float = 1.0, retold=None):
    """Plays one entry of the corpus on the stage. retold(utterance, kind): what becomes of a recording of a person."""
    utterances = [store.utterance(clip, tempo) for clip in entry.clips]
    script = entry.script
    if retold and script.ability == "human":
        utterances = [retold(spoken, kind_of(entry)) for spoken in utterances]
    if script.facts.get("request"):
        script.facts |= {"about": "general", "sentence": 1}
        ask.perform(stage, script, utterances, rng)
    elif script.ability == "human":
        stage.hear(utterances[0])
    elif script.ability == "noise":
        stage.hear(utterances[0].softer(rng.uniform(*NEARER_NOISE)))
    else:
        ABILITIES[script.ability].perform(stage, script, utterances, rng)


def in_part(spoken: Utterance, rng: random.Random) -> Utterance:
    """Some words in a row of a sentence; a command is whole."""
    if len(spoken.words) <= LONGEST_COMMAND:
        return spoken
    length = rng.randint(LONGEST_COMMAND, len(spoken.words) - 1)
    first = rng.randint(0, len(spoken.words) - length)
    return spoken.words_from(first, first + length)


def to_example(stage: Stage, store: Store, change=None, echo=()) -> Example:
    """Mixes the stage's sounds and echoes; `change` maps the log-mel of the whole to what the microphone hears."""
    frames = stage.positions * features.FRAMES_PER_POSITION
    mel = np.full((frames, features.BANDS), features.SILENCE, np.float32)
    phones = np.full(frames, store.phones.index(PAUSE), np.int64)
    for start, sound in stage.sounds:
        end = min(start + len(sound.mel), frames)
        if end <= start:
            continue
        mel[start:end] = augment.mix(mel[start:end], sound.mel[:end - start])
        phones[start:end] = sound.phones[:end - start]
    for start, sound in echo:
        end = min(start + len(sound), frames)
        if end > start:
            mel[start:end] = augment.mix(mel[start:end], sound[:end - start])
    mel = change(mel) if change else mel
    return Example(features.levels(mel).reshape(stage.positions, -1), np.stack([stage.lanes[lane] for lane in LANES], 1),
                   stage.text_in, phones.reshape(stage.positions, -1), stage.sights)
