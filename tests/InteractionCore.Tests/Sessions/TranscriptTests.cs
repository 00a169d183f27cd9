using InteractionCore.Sessions;

namespace InteractionCore.Tests.Sessions;

public sealed class TranscriptTests
{
    private readonly Transcript _transcript = new();

    [Fact]
    public void Words_of_one_speaker_in_a_row_are_one_entry()
    {
        _transcript.Add(Speaker.User, " what", 300);
        _transcript.Add(Speaker.User, " time", 500);
        _transcript.Add(Speaker.Model, " one", 900);
        _transcript.Add(Speaker.Model, " moment", 1_200);

        Assert.Equal(
            [new TranscriptEntry(Speaker.User, "what time", 300) { EndMs = 500 }, new TranscriptEntry(Speaker.Model, "one moment", 900) { EndMs = 1_200 }], _transcript.Snapshot());
    }

    [Fact]
    public void A_long_pause_begins_a_new_entry()
    {
        _transcript.Add(Speaker.User, " well", 300);
        _transcript.Add(Speaker.User, " hello", 2_000);

        Assert.Equal(["well", "hello"], _transcript.Snapshot().Select(entry => entry.Text));
    }

    [Fact]
    public void What_was_not_played_was_not_said()
    {
        _transcript.Add(Speaker.Model, " paris", 1_000);
        _transcript.Add(Speaker.User, " stop", 1_300);
        _transcript.Add(Speaker.Model, " is", 1_400);
        _transcript.Add(Speaker.Model, " sunny", 1_700);

        _transcript.TruncateModel(playedMs: 1_350);

        Assert.Equal(["paris", "stop"], _transcript.Snapshot().Select(entry => entry.Text));
    }
}
