"""The voice card: what the host must know to run the package, and what a person must know to trust it."""
import json
import os
import numpy as np
from . import corpus, phones, spelling, vocoder
from .network import HISTORY, Lark, Speller
from .package import Speaker

VERSION = "0.1.0"
LICENCE = "Weights: free for any use (MIT). Made with flite's CMU voices and dictionary (BSD-like, Carnegie Mellon University) and SCOWL's word list (free, with notice)."
DESCRIPTIONS = {"ada": "female, American English", "ben": "male, American English", "iain": "male, Scottish English"}
STRETCH = {"ada": 1.2, "ben": 1.15, "iain": 1.2}     # each voice at the pace that wren writes words, about 175 a minute
SELF_TEST = "harbour"


def write(folder: str, net: Lark, speller: Speller, lexicon: dict, spelled: dict, log: str, saved: dict, scores: str | None, contract: int):
    path = os.path.join(folder, "voice.json")
    with open(log) as file:
        last = [json.loads(line) for line in file][-1]
    card = {
        "contract": contract, "name": "lark", "version": VERSION, "parameters": sum(p.numel() for p in net.parameters()) + sum(p.numel() for p in speller.parameters()),
        "graph": "voice.onnx", "speller": "speller.onnx", "lexicon": "lexicon.txt", "licence": LICENCE, "sampleRate": vocoder.RATE,
        "phones": phones.PHONES, "letters": spelling.LETTERS, "sounds": spelled["sounds"], "placeLimit": phones.PLACE_LIMIT, "history": [1, net.width, HISTORY],
        "voices": [{"name": name, "description": DESCRIPTIONS[name], "stretch": STRETCH[name], "learnedFrom": f"flite's cmu_us_{corpus.VOICES[name]}"} for name in net.voices],
        "selfTest": _self_test(net, lexicon, speller, spelled["sounds"]),
        "training": {"steps": saved["step"], "minutes": round(saved["spent"] / 60), "heldOut": {k: last[k] for k in ("pitch_cents", "voicing", "loudness_db", "cepstra", "length")}},
        "spelling": {**spelled["scores"], "steps": spelled["steps"], "lexiconWords": len(lexicon)},
        "scores": _scores(scores, path),
    }
    with open(path, "w") as file:
        json.dump(card, file, indent=1)
        file.write("\n")
    with open(os.path.join(folder, "README.md"), "w") as file:
        file.write(markdown(card))


def _scores(scores: str | None, path: str) -> dict:
    """What was measured; else what the card that is there says, until the new package is measured."""
    if scores:
        with open(scores) as file:
            return json.load(file)
    if os.path.exists(path):
        with open(path) as file:
            return json.load(file)["scores"]
    return {}


def _self_test(net: Lark, lexicon: dict, speller: Speller, sounds: list[str]) -> dict:
    """A word that the lexicon lacks or has, said by the first voice, with the vocoder's sound."""
    import base64
    names = lexicon.get(SELF_TEST) or spelling.spell(speller, sounds, [SELF_TEST])[0]
    frames = Speaker(net, 0).say([names])
    sound = vocoder.Vocoder().push(frames)
    encode = lambda array: base64.b64encode(np.ascontiguousarray(array, np.float32).tobytes()).decode()
    return {"word": SELF_TEST, "phones": names, "voice": 0, "frames": encode(frames), "sound": encode(sound)}


def _seconds(scores: dict, name: str) -> str:
    return f"{scores[name] / 1_000:.1f} s" if name in scores else "-"


def markdown(card: dict) -> str:
    held_out, spelling_scores = card["training"]["heldOut"], card["spelling"]
    lines = [f"# {card['name']} {card['version']}", "",
             "The voice of the reference model: words in, sound out, 24 kHz, word by word while they are being chosen. Three voices:", "",
             "| voice | | learned from |", "| --- | --- | --- |"]
    lines += [f"| {voice['name']} | {voice['description']} | {voice['learnedFrom']} |" for voice in card["voices"]]
    lines += ["", f"{card['parameters'] / 1e6:.1f} M parameters. {card['licence']}", "",
              "| file | |", "| --- | --- |",
              "| voice.onnx | a phoneme with its neighbours and place -> its length, then 5 ms frames of pitch, voicing and 25 mel cepstra; causal |",
              "| speller.onnx | letters -> phonemes, for words that the lexicon lacks |",
              f"| lexicon.txt | {spelling_scores['lexiconWords']} words: those that the speller reads wrongly, the models' vocabulary, letters, 70 Spanish words |",
              "| voice.json | what the host must know, and a self-test that it runs when it loads the package |", "",
              "The frames become sound in a vocoder written out in training/lark/vocoder.py and src/Plugins/OnnxInteraction/Voice/Lark/Vocoder.cs.", "", "## Scores", ""]
    if card["scores"]:
        lines += ["50 sentences that no part of the training saw (bench/voice/sentences.txt), spoken through the host's own runtime, word by word, and written down by",
                  "Moonshine tiny, a recogniser made by others. `bench/voice/measure` repeats it.", "", "| voice | word error rate | in a hurry | time per second of speech | first sound after | word to sound | in a hurry |",
                  "| --- | --- | --- | --- | --- | --- | --- |"]
        lines += [f"| {name} | {s['wordErrorRate']:.1%} | {s['hurriedWordErrorRate']:.1%} | {s['millisecondsPerSecond']:.0f} ms | {s['firstAudioMilliseconds']:.1f} ms | {_seconds(s, 'lagMilliseconds')} | {_seconds(s, 'hurriedLagMilliseconds')} |" for name, s in card["scores"].items()]
        lines += ["", "Words come one ahead of their sound at the pace that wren writes them; in a hurry four at once every 0.6 s, faster than they can be said.",
                  "Word to sound: from the turn a word is written in to its sound, for 19 of 20 words. Times of one thread.", ""]
    lines += [f"Of words that neither it nor the lexicon has seen, the speller reads {spelling_scores['right']:.0%} as its teacher does, {spelling_scores['rightStressAside']:.0%} stress aside ({spelling_scores['unseenWords']} words).",
              f"On held-out utterances the frames are off by {held_out['cepstra']} per cepstrum, {held_out['loudness_db']} dB of loudness and {held_out['pitch_cents']} cents of pitch, lengths by {100 * held_out['length']:.0f} %.", "",
              "## Limits", "", "- English; Spanish words of the lexicon are said with the sounds of English. Other scripts are not spoken.",
              "- It knows words, not sentences: no questions' melody, no commas. Pitch follows the teacher's average.",
              "- It sounds as its teachers do: clear, and a machine.", "",
              "## Data", "", "2.8 hours of vocoder parameters from flite's statistical voices cmu_us_slt, cmu_us_rms and cmu_us_awb (Carnegie Mellon University, BSD-like), which",
              "read sentences of a small grammar, rows of words of Debian's wamerican (SCOWL) and the models' vocabulary. Pronunciations: flite's CMU dictionary and its",
              "letter-to-sound rules. No recording of a person was used directly; nothing of espeak-ng.", "", "## Training", "",
              f"`training/make-lark`: {card['training']['steps']} steps, {card['training']['minutes']} minutes on one core; the speller {spelling_scores['steps']} steps. The same seed gives the same package on the same machine.", ""]
    return "\n".join(lines)
