using System.Threading.Channels;
using InteractionCore.Turns;

namespace InteractionCore.Tests.Turns;

public sealed class AudioFramerTests
{
    private readonly Channel<AudioChunk> _audio = Channel.CreateBounded<AudioChunk>(100);

    [Fact]
    public void Chunks_of_any_length_become_exact_turns()
    {
        using var framer = new AudioFramer(_audio.Reader, turn: 4, cushion: 0, _ => { });
        Send(1, 2, 3);
        Send(4);
        Send(5, 6, 7, 8, 9);

        Assert.Equal([1, 2, 3, 4], Read(framer));
        Assert.Equal([5, 6, 7, 8], Read(framer));
    }

    [Fact]
    public void Missing_audio_is_heard_as_silence()
    {
        using var framer = new AudioFramer(_audio.Reader, turn: 4, cushion: 0, _ => { });
        Send(1, 2, 3, 4, 5);

        Assert.Equal([1, 2, 3, 4], Read(framer));
        Assert.Equal([5, 0, 0, 0], Read(framer));
        Assert.Equal([0, 0, 0, 0], Read(framer));
    }

    [Fact]
    public void The_first_audio_waits_for_its_cushion()
    {
        using var framer = new AudioFramer(_audio.Reader, turn: 4, cushion: 2, _ => { });
        Send(1, 2, 3, 4, 5);
        Assert.Equal([0, 0, 0, 0], Read(framer));

        Send(6);
        Assert.Equal([1, 2, 3, 4], Read(framer));
    }

    [Fact]
    public void A_late_chunk_within_the_cushion_tears_nothing()
    {
        using var framer = new AudioFramer(_audio.Reader, turn: 4, cushion: 2, _ => { });
        Send(1, 2, 3, 4, 5, 6);
        Read(framer);

        Send(7, 8);
        Assert.Equal([5, 6, 7, 8], Read(framer));
    }

    private void Send(params float[] samples) => _audio.Writer.TryWrite(AudioChunk.Copy(samples));

    private static float[] Read(AudioFramer framer)
    {
        float[] turn = [9, 9, 9, 9];
        framer.Read(turn);
        return turn;
    }
}
