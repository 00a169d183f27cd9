"""The phonemes of the voice and what the network is told of each.

flite's set: 23 consonants and more, and 16 vowels, each stressed ("ae1") or not ("ae0"). "pau" is silence.
"""
PAUSE = "pau"
CONSONANTS = "b ch d dh f g hh jh k l m n ng p r s sh t th v w y z zh".split()
VOWELS = [vowel + stress for vowel in "aa ae ah ao aw ax ay eh er ey ih iy ow oy uh uw".split() for stress in "01"]
PHONES = [PAUSE] + CONSONANTS + VOWELS
INDEX = {name: i for i, name in enumerate(PHONES)}
BREATHY = {"z", "zh", "v", "dh"}            # voice and breath together
VOICELESS = {"ch", "f", "k", "p", "s", "sh", "t", "th"}

# What is known of a phoneme: itself, its two neighbours to either side, and its place. All are small whole numbers.
WINDOW = 2
PLACES = ("from_word_start", "to_word_end", "words_since_pause", "syllables_left")
PLACE_LIMIT = 8
COLUMNS = 2 * WINDOW + 1 + len(PLACES)


def describe(names: list[str], words: list[int]) -> list[list[int]]:
    """Phonemes with their word's index (-1: pause) -> COLUMNS numbers for each."""
    rows, since_pause = [], 0
    for i, name in enumerate(names):
        window = [INDEX[names[k]] if 0 <= k < len(names) else INDEX[PAUSE] for k in range(i - WINDOW, i + WINDOW + 1)]
        if name == PAUSE:
            rows.append(window + [0, 0, 0, 0])
            since_pause = 0
            continue
        start, end = i, i
        while start > 0 and words[start - 1] == words[i]:
            start -= 1
        while end + 1 < len(names) and words[end + 1] == words[i]:
            end += 1
        if i == start:
            since_pause += 1
        left = sum(names[k][-1] in "01" for k in range(i, end + 1))
        rows.append(window + [min(PLACE_LIMIT, n) for n in (i - start, end - i, since_pause, left)])
    return rows
