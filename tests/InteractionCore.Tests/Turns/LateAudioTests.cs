using InteractionCore.Turns;

namespace InteractionCore.Tests.Turns;

/// <summary>A stream over a bad network, 20 ms at a time: a turn is 200 samples, one a millisecond.</summary>
public sealed class LateAudioTests
{
    private const int Turn = 200, Cushion = 40, Chunk = 20;

    private readonly System.Threading.Channels.Channel<AudioChunk> _audio = System.Threading.Channels.Channel.CreateBounded<AudioChunk>(10_000);
    private readonly AudioFramer _framer;
    private readonly float[] _turn = new float[Turn];
    private int _sent;
    private int _dropped;

    public LateAudioTests() => _framer = new AudioFramer(_audio.Reader, Turn, Cushion, count => _dropped += count);

    [Fact]
    public void After_a_stall_the_ear_is_at_the_present_again_within_a_second()
    {
        Play(turns: 10);

        Stall(turns: 10);
        Burst(turns: 10);
        Play(turns: 5);

        Assert.InRange(Latency(), 0, Turn + (2 * Cushion));
        Assert.InRange(_dropped, 1_500, 2_100);
    }

    [Fact]
    public void A_pause_of_the_client_is_no_stall()
    {
        Play(turns: 10);

        Stall(turns: 20);
        Burst(turns: 12);
        Hear(turns: 14);

        Assert.Equal(0, _dropped);
    }

    [Fact]
    public void What_a_client_kept_while_it_was_away_is_heard()
    {
        Play(turns: 10);

        Stall(turns: 5);
        _framer.Forgive();
        Burst(turns: 5);
        Hear(turns: 7);

        Assert.Equal(0, _dropped);
    }

    [Fact]
    public void What_is_sent_ahead_of_time_is_heard_to_its_end()
    {
        Burst(turns: 30);

        Hear(turns: 32);

        Assert.Equal(0, _dropped);
        Assert.Equal(0, _turn[^1]);
    }

    [Fact]
    public void Missing_chunks_leave_gaps_and_no_delay()
    {
        var random = new Random(3);
        for (int turn = 0; turn < 300; turn++)
        {
            for (int chunk = 0; chunk < Turn / Chunk; chunk++)
            {
                Send(isLost: random.Next(20) == 0);
            }

            _framer.Read(_turn);
        }

        Assert.InRange(Latency(), 0, Turn + Cushion);
        Assert.Equal(0, _dropped);
    }

    [Fact]
    public void Jitter_of_300_ms_does_not_add_up_in_ten_minutes()
    {
        var random = new Random(5);
        int due = 0;
        for (int turn = 0; turn < 3_000; turn++)
        {
            due += Turn;
            while (_sent < due - random.Next(300))
            {
                Send(isLost: false);
            }

            _framer.Read(_turn);
        }

        Assert.InRange(Latency(), 0, Turn + 300 + Cushion);
    }

    [Fact]
    public void A_microphone_whose_clock_runs_fast_is_kept_in_step()
    {
        for (int turn = 0; turn < 3_000; turn++)
        {
            // 500 ppm: 300 ms in ten minutes.
            while (_sent < (turn + 1) * Turn * 1.0005)
            {
                Send(isLost: false);
            }

            _framer.Read(_turn);
        }

        Assert.InRange(Latency(), 0, Turn + (2 * Cushion));
    }

    private void Play(int turns)
    {
        for (int i = 0; i < turns; i++)
        {
            Burst(turns: 1);
            _framer.Read(_turn);
        }
    }

    private void Stall(int turns) => Hear(turns);

    private void Hear(int turns)
    {
        for (int i = 0; i < turns; i++)
        {
            _framer.Read(_turn);
        }
    }

    private void Burst(int turns)
    {
        for (int i = 0; i < turns * Turn / Chunk; i++)
        {
            Send(isLost: false);
        }
    }

    /// <summary>Each sample is the time at which it was said, from 1.</summary>
    private void Send(bool isLost)
    {
        if (!isLost)
        {
            _audio.Writer.TryWrite(AudioChunk.Copy([.. Enumerable.Range(_sent + 1, Chunk).Select(time => (float)time)]));
        }

        _sent += Chunk;
    }

    /// <summary>How long ago the last sample that was heard was said.</summary>
    private int Latency() => _sent - (int)_turn.Last(sample => sample > 0);
}
