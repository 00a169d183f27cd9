using AgentHost.Testing;
using InteractionCore.Sessions;
using InteractionCore.Turns;
using Xunit.Abstractions;

namespace InteractionCore.Tests.Sessions;

/// <summary>
/// Ten minutes over a bad network, in virtual time: sound in chunks of 20 ms, each up to 300 ms late, one in twenty missing, and every
/// minute two seconds in which nothing passes. A sample is the time at which it was said, in ms from 1, so that the ear knows how late it hears.
/// </summary>
public sealed class NetworkTimelineTests(ITestOutputHelper output)
{
    private const int TurnMs = 200, ChunkMs = 20, Turns = 3_000, StallEveryMs = 60_000, StallMs = 2_000, JitterMs = 300;

    /// <summary>A float32 holds every ms of ten minutes when they are so small.</summary>
    private const float Scale = 1 << 20;

    private readonly ScriptedModel _model = new();
    private readonly List<int>[] _heard = [.. Enumerable.Range(0, Turns).Select(_ => new List<int>(TurnMs))];
    private readonly List<long> _turns = [];
    private int _arrived;

    [Fact]
    public async Task The_timeline_does_not_drift_and_latency_recovers_within_a_second()
    {
        await ListenAsync();

        double early = Median(LatenciesOf(StallEveryMs, 2 * StallEveryMs)), late = Median(LatenciesOf(9 * StallEveryMs, 10 * StallEveryMs));
        Assert.InRange(Math.Abs(late - early), 0, 20);
        double usual = LatenciesOf(30_000, 58_000).Max();
        output.WriteLine($"Heard after {early:0} ms in the second minute and {late:0} ms in the tenth (median); at most {usual:0} ms before the first stall.");
        for (int stall = 1; stall < 10; stall++)
        {
            // A second after the burst, what is heard is no later than before the stall.
            int over = (stall * StallEveryMs) + StallMs;
            double worst = LatenciesOf(over + 1_000, over + 6_000).Max();
            output.WriteLine($"Stall {stall}: at most {LatenciesOf(over, over + 1_000).Max():0} ms in the first second after it, {worst:0} ms in the five that follow.");
            Assert.InRange(worst, 0, usual + TurnMs);
        }
    }

    [Fact]
    public async Task Every_turn_is_one_and_nothing_is_heard_twice_or_out_of_order()
    {
        await ListenAsync();

        int[] heard = [.. _heard.SelectMany(turn => turn)];
        Assert.Equal(Enumerable.Range(0, Turns).Select(turn => (long)turn), _turns);
        Assert.All(_heard, turn => Assert.InRange(turn.Count, 0, TurnMs));
        Assert.Equal(heard.Distinct().Order(), heard);
    }

    [Fact]
    public async Task What_arrived_is_heard_or_counted_as_dropped()
    {
        long dropped = await ListenAsync();

        int heard = _heard.Sum(turn => turn.Count);
        output.WriteLine($"{_arrived / 1_000} s arrived, {heard / 1_000} s were heard, {dropped / 1_000} s dropped.");
        Assert.Equal(_arrived - heard, dropped);
        // 95 in a hundred arrive; of those, all but what the stalls and the worst of the jitter take.
        Assert.InRange((double)heard / _arrived, .85, 1);
    }

    [Fact]
    public async Task During_a_stall_there_is_silence()
    {
        await ListenAsync();

        // From when what was under way has been heard until what comes late begins.
        int first = (StallEveryMs + 400) / TurnMs, last = (StallEveryMs + StallMs - TurnMs) / TurnMs;
        Assert.All(_heard[first..last], Assert.Empty);
    }

    /// <summary>Lets the session hear the network's ten minutes, and a second to hear what is left.</summary>
    /// <returns>Samples dropped.</returns>
    private async Task<long> ListenAsync()
    {
        _model.OnTurn = turn =>
        {
            _turns.Add(turn.Index);
            _heard[turn.Index].AddRange(turn.AudioIn.Where(sample => sample != 0).Select(sample => (int)(sample * Scale)));
        };
        await using var host = new LiveSessionFixture(_model);
        (_, SessionInput input, _) = await host.ConnectAsync();
        Queue<(double At, int SaidMs)> network = Send();
        for (int turn = 0; turn < Turns; turn++)
        {
            while (network.TryPeek(out (double At, int SaidMs) chunk) && chunk.At <= (turn + 1) * TurnMs)
            {
                network.Dequeue();
                _arrived += ChunkMs;
                input.WriteAudio(AudioChunk.Copy([.. Enumerable.Range(chunk.SaidMs + 1, ChunkMs).Select(ms => ms / Scale)]));
            }

            await host.TurnAsync();
        }

        return input.DroppedSamples;
    }

    /// <summary>When each chunk arrives that does. The last seconds say nothing, so that all is heard that is heard at all.</summary>
    private static Queue<(double At, int SaidMs)> Send()
    {
        var random = new Random(20);
        var network = new Queue<(double, int)>();
        double latest = 0;
        for (int saidMs = 0; saidMs < (Turns * TurnMs) - 3_000; saidMs += ChunkMs)
        {
            if (random.Next(20) == 0)
            {
                continue;
            }

            double at = saidMs + ChunkMs + (random.NextDouble() * JitterMs);
            int sinceStall = (int)(at % StallEveryMs);
            at = at >= StallEveryMs && sinceStall < StallMs ? at - sinceStall + StallMs : at;
            latest = Math.Max(latest, at);
            network.Enqueue((latest, saidMs));
        }

        return network;
    }

    /// <summary>How late each sample was heard that was heard between two times, in ms: from when it was said to the end of the turn that took it.</summary>
    private double[] LatenciesOf(int fromMs, int toMs) =>
        [.. Enumerable.Range(fromMs / TurnMs, (toMs - fromMs) / TurnMs).Where(turn => turn < Turns).SelectMany(turn => _heard[turn].Select((saidMs, index) => ((turn + 1.0) * TurnMs) - saidMs))];

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
