"""Says a text with the shipped voice.

    python3 -m lark.say "the weather is fine" OUT.wav [--voice ben] [--package ../models/lark]
"""
import argparse
import numpy as np
import scipy.io.wavfile
from . import vocoder
from .package import Voice

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text")
    parser.add_argument("out")
    parser.add_argument("--voice")
    parser.add_argument("--package", default="../models/lark")
    options = parser.parse_args()
    sound = Voice(options.package, options.voice).sound(options.text)
    scipy.io.wavfile.write(options.out, vocoder.RATE, (sound * 32_767).astype(np.int16))
    print(f"{options.out}: {len(sound) / vocoder.RATE:.2f} s")
