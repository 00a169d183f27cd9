using AgentHost.Dialects;

namespace AgentHost.Tests.Dialects;

public sealed class OutboxTests
{
    [Fact]
    public async Task A_clear_overtakes_the_audio_that_waits_for_a_slow_client()
    {
        using var network = new SlowNetwork();
        using var socket = new WireSocket(network);
        var outbox = new Outbox(keepBytes: 0);
        int epoch = 0;
        Task pumping = outbox.PumpAsync(socket, after: 0, () => epoch, CancellationToken.None);

        Post(outbox, "audio", count: 100, epoch: 0);
        await network.Asked.WaitAsync(WireClient.Patience);
        epoch = 1;
        Post(outbox, "cleared", count: 1, Outbox.EveryEpoch);
        Post(outbox, "audio", count: 1, epoch: 1);
        outbox.Complete();
        network.Open();
        await pumping.WaitAsync(WireClient.Patience);

        // One was under way, and cannot be called back.
        Assert.Equal(["audio", "cleared", "audio"], network.Sent.Select(sent => sent.GetProperty("type").GetString()));
        Assert.Equal(["event_1", "event_101", "event_102"], network.Sent.Select(sent => sent.GetProperty("event_id").GetString()));
    }

    private static void Post(Outbox outbox, string type, int count, int epoch)
    {
        for (int i = 0; i < count; i++)
        {
            outbox.Post(type, 0, static (_, _) => { }, epoch);
        }
    }
}
