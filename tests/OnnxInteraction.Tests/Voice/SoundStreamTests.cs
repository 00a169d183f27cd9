using OnnxInteraction.Voice;

namespace OnnxInteraction.Tests.Voice;

public sealed class SoundStreamTests
{
    private readonly Dictionary<string, Sound> _sounds = new(StringComparer.Ordinal);
    private readonly SoundStream _stream;

    public SoundStreamTests() => _stream = new SoundStream(_sounds.GetValueOrDefault, sampleRate: 1_000);

    [Fact]
    public void Words_play_one_after_another()
    {
        Make("good", 1, 2, 3);
        Make("day", 4, 5);
        _stream.Say("good");
        _stream.Say("day");

        Assert.Equal([1, 2, 3, 4], Read(4));
        Assert.Equal([5], Read(4));
        Assert.Empty(Read(4));
    }

    [Fact]
    public void A_word_that_is_still_being_made_keeps_its_place()
    {
        var late = new Sound();
        _sounds["reykjavik"] = late;
        Make("is", 7);
        _stream.Say("reykjavik");
        _stream.Say("is");
        Assert.Empty(Read(4));

        late.Samples = [5, 6];
        Assert.Equal([5, 6, 7], Read(4));
    }

    [Fact]
    public void A_word_begins_when_those_before_it_have_played()
    {
        Make("good", 1, 2, 3);
        Make("day", 4, 5);

        Assert.Equal(0, _stream.Say("good"));
        Assert.Equal(3, _stream.Say("day"));
        Read(2);
        Assert.Equal(3, _stream.Say("good"));
        Assert.Null(_stream.Say("unspeakable"));
    }

    [Fact]
    public void Clearing_drops_all_that_was_not_handed_out()
    {
        Make("long", 1, 2, 3, 4, 5, 6);
        _stream.Say("long");
        _stream.Say("long");
        Read(2);

        _stream.Clear();

        Assert.Empty(Read(8));
    }

    private void Make(string word, params float[] samples) => _sounds[word] = new Sound { Samples = samples };

    private float[] Read(int most)
    {
        var turn = new float[most];
        return turn[.._stream.Read(turn)];
    }
}
