using AgentHost.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using OnnxInteraction.Voice;
using OnnxInteraction.Voice.Lark;

namespace OnnxInteraction.Tests.Voice;

/// <summary>Speaks with the shipped voice.</summary>
public sealed class OnnxVoiceTests : IDisposable
{
    private const int Turn = 4_800;

    private readonly OnnxVoice _voice = new(VoicePackage.Open(Repository.Lark), preferred: null, NullLogger.Instance);

    [Fact]
    public void A_word_sounds_in_the_turn_it_is_said_in()
    {
        IVoiceStream stream = _voice.Open(null);
        stream.Say("hello");
        var turn = new float[Turn];

        Assert.Equal(Turn, stream.Read(turn));
        Assert.InRange(turn.Max(), 0.05f, 1);
    }

    [Fact]
    public void Each_voice_says_it_in_its_own_way()
    {
        float[][] sounds = [.. _voice.Names.Select(name => Speak(_voice.Open(name), "good morning"))];

        Assert.True(sounds.Length >= 2);
        Assert.Equal(sounds.Length, sounds.Distinct(new SameSound()).Count());
    }

    [Fact]
    public void A_session_that_asks_for_no_voice_or_an_unknown_one_gets_the_first()
    {
        float[] wanted = Speak(_voice.Open(_voice.Names[0].ToUpperInvariant()), "hello");

        Assert.Equal(wanted, Speak(_voice.Open(null), "hello"));
        Assert.Equal(wanted, Speak(_voice.Open("alloy"), "hello"));
    }

    [Fact]
    public void Words_that_come_while_it_speaks_sound_as_if_they_had_been_there_from_the_start()
    {
        float[] whole = Speak(_voice.Open(null), "good day");

        IVoiceStream stream = _voice.Open(null);
        stream.Say("good");
        float[] first = Read(stream, 240);
        stream.Say("day");

        float[] inParts = [.. first, .. ReadAll(stream, Turn)];
        Assert.Equal(whole, inParts);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_200)]
    public void It_sounds_the_same_whatever_the_length_of_a_turn(int turn)
    {
        float[] wanted = Speak(_voice.Open(null), "it is fine");
        IVoiceStream stream = _voice.Open(null);

        Assert.Equal(wanted, Speak(stream, "it is fine", turn));
    }

    [Fact]
    public void Sessions_that_speak_at_once_do_not_change_each_others_sound()
    {
        IVoiceStream one = _voice.Open(null), other = _voice.Open(_voice.Names[1]);
        float[] wanted = Speak(_voice.Open(null), "hello there");
        one.Say("hello there");
        other.Say("something else entirely");

        List<float> heard = [];
        for (float[] part = Read(one, 600); part.Length > 0; part = Read(one, 600))
        {
            heard.AddRange(part);
            Read(other, 600);
        }

        Assert.Equal(wanted, heard);
    }

    [Theory]
    [InlineData("zorbulating")]
    [InlineData("perro")]
    [InlineData("Málaga's")]
    [InlineData("bbc")]
    [InlineData("42")]
    [InlineData("pneumonoultramicroscopicsilicovolcanoconiosispneumonoultramicroscopicsilicovolcanoconiosis")]
    public void Any_word_can_be_said(string word)
    {
        float[] sound = Speak(_voice.Open(null), word);

        Assert.InRange(sound.Length, 24_000 / 5, 24_000 * 8);
        Assert.InRange(sound.Max(), 0.05f, 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("...")]
    [InlineData("東京")]
    [InlineData("\ud83d")]
    public void What_has_no_letters_has_no_sound(string text)
    {
        IVoiceStream stream = _voice.Open(null);

        Assert.Null(stream.Say(text));
        Assert.Empty(Read(stream, Turn));
    }

    [Fact]
    public void It_stops_at_once_and_begins_anew()
    {
        float[] wanted = Speak(_voice.Open(null), "hello");
        IVoiceStream stream = _voice.Open(null);
        stream.Say("this sentence is not going to be heard until its end");
        Read(stream, Turn);

        stream.Clear();

        Assert.Empty(Read(stream, Turn));
        Assert.Equal(wanted, Speak(stream, "hello"));
    }

    [Fact]
    public void It_speaks_faster_while_many_words_wait()
    {
        const string words = "there are many more words than there is time to say them so it has to hurry a little";

        int atOnce = Speak(_voice.Open(null), words).Length;
        IVoiceStream stream = _voice.Open(null);
        int oneByOne = 0;
        foreach (string word in words.Split(' '))
        {
            oneByOne += Speak(stream, word).Length;
        }

        Assert.InRange(atOnce, 1, oneByOne * 0.75);
    }

    [Fact]
    public void It_tells_when_a_word_begins_to_sound()
    {
        IVoiceStream stream = _voice.Open(null);

        Assert.Equal(0, stream.Say("hello"));
        Assert.InRange(stream.Say("there")!.Value, 200, 600);
        Read(stream, Turn);
        Assert.InRange(stream.Say("friend")!.Value, 200, 800);
    }

    [Fact]
    public void Silence_allocates_nothing()
    {
        IVoiceStream stream = _voice.Open(null);
        var turn = new float[Turn];
        Speak(stream, "hello");

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                stream.Read(turn);
            }
        }));
    }

    public void Dispose() => _voice.Dispose();

    private static float[] Speak(IVoiceStream stream, string text, int turn = Turn)
    {
        stream.Say(text);
        return ReadAll(stream, turn);
    }

    private static float[] ReadAll(IVoiceStream stream, int turn)
    {
        List<float> sound = [];
        for (float[] part = Read(stream, turn); part.Length > 0; part = Read(stream, turn))
        {
            sound.AddRange(part);
        }

        return [.. sound];
    }

    private static float[] Read(IVoiceStream stream, int most)
    {
        var turn = new float[most];
        return turn[..stream.Read(turn)];
    }

    private sealed class SameSound : IEqualityComparer<float[]>
    {
        public bool Equals(float[]? x, float[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(float[] obj) => obj.Length;
    }
}
