"""The words that the voice knows by heart: those the speller reads wrongly, short forms, letters, and some Spanish."""
from wren import words as product
from . import flite, phones

#: Corrections to flite's dictionary, and words it lacks.
CORRECTED = """does:d ah1 z|minute:m ih1 n ax0 t|read:r iy1 d|live:l ih1 v|lives:l ih1 v z|close:k l ow1 z|every:eh1 v r iy0|
    mhm:m hh m|mm:m m|hmm:hh m m|um:ah1 m|uh:ah1|oslo:aa1 z l ow0|celsius:s eh1 l s iy0 ax0 s|yeah:y ae1|oops:uw1 p s|wifi:w ay1 f ay1|
    reykjavik:r ey1 k y ax0 v ih0 k|zurich:z uh1 r ih0 k|munich:m y uw1 n ih0 k|cologne:k ax0 l ow1 n|wren:r eh1 n|lark:l aa1 r k|'s:z"""

#: Said letter by letter though they have vowels.
SPELLED = "usa uk eu ai api cpu gpu url id ui usb usd eur fbi cia atm eta faq iq io ios tv dvd ok" .split()

LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", """ey1|b iy1|s iy1|d iy1|iy1|eh1 f|jh iy1|ey1 ch|ay1|jh ey1|k ey1|eh1 l|eh1 m|eh1 n|ow1|p iy1|
    k y uw1|aa1 r|eh1 s|t iy1|y uw1|v iy1|d ah1 b ax0 l y uw1|eh1 k s|w ay1|z iy1""".replace("\n", "").replace(" ", "_").replace("____", "").split("|")))

#: Short forms; flite's text analysis reads them, its dictionary does not.
SHORT = """i'm i'd i'll i've it's it'll that's that'll that'd what's where's who's how's when's there's here's he's he'd he'll she's she'd she'll
    we're we'd we'll we've you're you'd you'll you've they're they'd they'll they've don't doesn't didn't can't couldn't won't wouldn't
    shouldn't isn't aren't wasn't weren't haven't hasn't hadn't mustn't needn't let's should've could've would've o'clock""".split()

#: With the phonemes of English; an r that rolls is said twice.
SPANISH = """gato:g aa1 t ow0|perro:p eh1 r r ow0|caballo:k ax0 b ay1 ow0|vaca:b aa1 k ax0|oveja:ow0 v eh1 hh ax0|leon:l ey0 ow1 n|tigre:t iy1 g r ey0|
    oso:ow1 s ow0|raton:r ax0 t ow1 n|conejo:k ow0 n eh1 hh ow0|zorro:s ow1 r r ow0|lobo:l ow1 b ow0|pajaro:p aa1 hh ax0 r ow0|pez:p ey1 s|
    pato:p aa1 t ow0|pollo:p ow1 y ow0|cerdo:s eh1 r d ow0|elefante:eh0 l ey0 f aa1 n t ey0|mono:m ow1 n ow0|serpiente:s eh0 r p y eh1 n t ey0|
    cabra:k aa1 b r ax0|rana:r aa1 n ax0|buho:b uw1 ow0|abeja:aa0 b eh1 hh ax0|rojo:r ow1 hh ow0|azul:aa0 s uw1 l|verde:b eh1 r d ey0|
    amarillo:aa0 m ax0 r iy1 y ow0|blanco:b l aa1 n k ow0|negro:n ey1 g r ow0|marron:m aa0 r ow1 n|naranja:n aa0 r aa1 n hh ax0|uno:uw1 n ow0|
    dos:d ow1 s|tres:t r ey1 s|cuatro:k w aa1 t r ow0|cinco:s iy1 n k ow0|seis:s ey1 s|siete:s y eh1 t ey0|ocho:ow1 ch ow0|nueve:n w ey1 v ey0|
    diez:d y ey1 s|casa:k aa1 s ax0|rio:r iy1 ow0|arbol:aa1 r b ow0 l|agua:aa1 g w ax0|pan:p aa1 n|leche:l ey1 ch ey0|cafe:k ax0 f ey1|
    libro:l iy1 b r ow0|puerta:p w eh1 r t ax0|luz:l uw1 s|amigo:aa0 m iy1 g ow0|hombre:ow1 m b r ey0|mujer:m uw0 hh eh1 r|noche:n ow1 ch ey0|
    dia:d iy1 ax0|mano:m aa1 n ow0|cabeza:k ax0 b ey1 s ax0|jardin:hh aa0 r d iy1 n|gracias:g r aa1 s y ax0 s|hola:ow1 l ax0|adios:aa0 d y ow1 s|
    senor:s ey0 n y ow1 r|manana:m aa0 n y aa1 n ax0|bueno:b w ey1 n ow0|buenos:b w ey1 n ow0 s|dias:d iy1 ax0 s|grande:g r aa1 n d ey0|
    pequeno:p ey0 k ey1 n y ow0|mesa:m ey1 s ax0|silla:s iy1 y ax0|ciudad:s y uw0 d aa1 d|calle:k aa1 y ey0|tiempo:t y eh1 m p ow0"""


def _table(text: str) -> dict[str, list[str]]:
    return {word.strip(): sounds.split() for word, sounds in (pair.split(":") for pair in text.replace("\n", "").split("|"))}


def letter_names() -> dict[str, list[str]]:
    return {letter: sounds.replace("_", " ").split() for letter, sounds in LETTERS.items()}


def make(wrong: dict[str, list[str]]) -> dict[str, list[str]]:
    """wrong: words that the speller reads wrongly, with how they are read."""
    names = letter_names()
    lexicon = dict(wrong)
    lexicon |= {word: flite.pronounce(word) for word in product.WORDS if "'" not in word}
    for word in SHORT + [word for word in product.WORDS if "'" in word]:
        lexicon[word] = [phone.name for phone in flite.speak(word, "slt").phones if phone.name != phones.PAUSE]
    lexicon |= {letter: sounds for letter, sounds in names.items() if letter not in "ai"}
    lexicon |= {letter + ".": sounds for letter, sounds in names.items()}     # for spelling words letter by letter
    lexicon |= {word: [sound for letter in word for sound in names[letter]] for word in SPELLED}
    lexicon |= _table(SPANISH) | _table(CORRECTED)
    unknown = {word for word, sounds in lexicon.items() if not sounds or any(sound not in phones.INDEX for sound in sounds)}
    assert not unknown, f"These words have no phonemes, or some that are not in phones.py: {sorted(unknown)}"
    return dict(sorted(lexicon.items()))
