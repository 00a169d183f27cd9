using InteractionCore.Model;
using InteractionCore.Turns;

namespace OpenAILive.Tests;

/// <summary>A turn is 200 samples, one a millisecond.</summary>
public sealed class SpeechQueueTests
{
    private static readonly ModelLayout Layout = AgentHost.Testing.ScriptedModel.SmallLayout;

    private readonly SpeechQueue _speech = new(Layout);
    private readonly Words _words = new();
    private readonly ModelTurn _turn = new(Layout, new RemoteModelSession(Layout, new RemoteLine(), new CancellationTokenSource()));

    [Fact]
    public void Speech_begins_a_turn_after_its_first_piece_came()
    {
        Add(200);

        Assert.Equal([0, 200, 0], [Read(), Read(), Read()]);
    }

    [Fact]
    public void What_is_already_there_begins_at_once()
    {
        Add(200);
        Add(200);

        Assert.Equal([200, 200, 0], [Read(), Read(), Read()]);
    }

    [Fact]
    public void Pieces_that_come_up_to_a_turn_late_leave_no_gap()
    {
        Add(200);
        var read = new List<int> { Read() };
        Add(200);
        read.Add(Read());
        read.Add(Read());
        Add(400);
        read.Add(Read());

        Assert.Equal([0, 200, 200, 200], read);
    }

    [Fact]
    public void A_word_is_written_in_the_turn_that_plays_its_sound()
    {
        Say(" one");
        Add(250);
        Say(" two");
        Add(150);

        Read();
        Assert.Equal([(" one", 0)], Said());
        Read();
        Assert.Equal([(" two", 50)], Said());
    }

    [Fact]
    public void Words_without_sound_are_written_all_the_same()
    {
        Say(" one");

        Read();
        Read();

        Assert.Equal([(" one", 0)], Said());
    }

    [Fact]
    public void What_is_cleared_is_not_played_and_the_cut_is_told()
    {
        Add(600, "item1");
        Read();

        RemoteMessage cut = _speech.Clear()!;

        Assert.Equal((MessageKind.Cut, "item1", 200), (cut.Kind, cut.Id, cut.PlayedMs));
        Assert.Equal(0, Read());
        Assert.Null(_speech.Clear());
    }

    private void Add(int samples, string? id = null) => _speech.Add(new RemoteItem(RemoteKind.Sound, Id: id) { Sound = AudioChunk.Rent(samples) });

    private void Say(string word) => _speech.Add(new RemoteItem(RemoteKind.Said, word));

    private int Read()
    {
        _turn.Clear();
        _speech.Read(_turn, _words);
        return _turn.AudioSamples;
    }

    private List<(string, int)> Said()
    {
        var said = new List<(string, int)>();
        foreach (LaneToken token in _turn.Tokens)
        {
            said.Add((_words[token.Id], token.OffsetMs));
        }

        return said;
    }
}
