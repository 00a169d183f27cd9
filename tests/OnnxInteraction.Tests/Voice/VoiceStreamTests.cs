using OnnxInteraction.Voice;

namespace OnnxInteraction.Tests.Voice;

public sealed class VoiceStreamTests
{
    private readonly FakeVoice _voice = new();
    private readonly VoiceStream _stream;

    public VoiceStreamTests() => _stream = new VoiceStream(_voice);

    [Fact]
    public void Words_play_one_after_another()
    {
        _voice.Sounds["good"] = [1, 2, 3];
        _voice.Sounds["day"] = [4, 5];
        _stream.Say("good");
        _stream.Say("day");

        Assert.Equal([1, 2, 3, 4], Read(4));
        Assert.Equal([5], Read(4));
        Assert.Empty(Read(4));
    }

    [Fact]
    public void A_word_that_is_still_being_made_keeps_its_place()
    {
        _stream.Say("reykjavik");
        _voice.Sounds["is"] = [7];
        _stream.Say("is");
        Assert.Empty(Read(4));

        _voice.Made["reykjavik"].Samples = [5, 6];
        Assert.Equal([5, 6, 7], Read(4));
    }

    [Fact]
    public void Clearing_drops_all_that_was_not_handed_out()
    {
        _voice.Sounds["long"] = [1, 2, 3, 4, 5, 6];
        _stream.Say("long");
        _stream.Say("long");
        Read(2);

        _stream.Clear();

        Assert.Empty(Read(8));
    }

    private float[] Read(int most)
    {
        var turn = new float[most];
        return turn[.._stream.Read(turn)];
    }

    private sealed class FakeVoice : IVoice
    {
        public Dictionary<string, float[]> Sounds { get; } = [];

        public Dictionary<string, Sound> Made { get; } = [];

        public string Description => "fake";

        public bool Speaks => true;

        public Task Ready => Task.CompletedTask;

        public Sound Speak(string text) => Made[text] = new Sound { Samples = Sounds.GetValueOrDefault(text) };
    }
}
