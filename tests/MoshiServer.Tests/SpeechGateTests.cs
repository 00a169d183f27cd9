using System.Buffers;

namespace MoshiServer.Tests;

public sealed class SpeechGateTests
{
    [Fact]
    public void Of_endless_silence_nothing_passes()
    {
        var speech = new ArrayBufferWriter<float>();

        new SpeechGate().Pass(Tone.Of(300, seconds: 10, loudness: .005), speech);

        Assert.Equal(0, speech.WrittenCount);
    }

    [Fact]
    public void A_word_passes_with_what_is_around_it()
    {
        var gate = new SpeechGate();
        var speech = new ArrayBufferWriter<float>();
        float[] word = Tone.Of(300, seconds: .2);

        foreach (float[] piece in ((float[])[.. new float[24_000], .. word, .. new float[24_000]]).Chunk(1_920))
        {
            gate.Pass(piece, speech);
        }

        // 100 ms before, 400 ms after.
        Assert.Equal(2_400 + word.Length + 9_600, speech.WrittenCount, 480d);
        int start = speech.WrittenSpan.IndexOfAnyExcept(0f);
        Assert.Equal(word[1..], speech.WrittenSpan.Slice(start, word.Length - 1).ToArray());
    }
}
