using AgentHost.Dialects;
using AgentHost.Dialects.Realtime;
using InteractionCore.Sessions;
using InteractionCore.Turns;

namespace AgentHost.Tests.Dialects;

/// <summary>What a client of the Realtime protocol is told, event by event of the session.</summary>
public sealed class RealtimeConversationTests
{
    private readonly Outbox _outbox = new(keepBytes: 0);
    private readonly RealtimeConversation _conversation;

    public RealtimeConversationTests() =>
        _conversation = new RealtimeConversation(new RealtimeSession("m"), new RealtimeItems(), new RealtimeEvents(_outbox), modelRate: 1_000);

    [Fact]
    public async Task What_was_under_way_when_a_response_was_cancelled_opens_no_other()
    {
        bool hushed = false;

        _conversation.Take(Sound(atMs: 200, epoch: 0));
        _conversation.Cancel(() => hushed = true);
        _conversation.Take(Sound(atMs: 400, epoch: 0));
        _conversation.Take(new OutputTranscript(400, 0, " hello", 400, Backchannel: false));
        _conversation.Take(new OutputCleared(600, 1));

        Assert.True(hushed);
        Assert.Equal("response.done", (await SentAsync())[^1]);
    }

    [Fact]
    public async Task After_the_clear_of_a_cancelled_response_the_model_is_heard_again()
    {
        _conversation.Take(Sound(atMs: 200, epoch: 0));
        _conversation.Cancel(() => { });
        _conversation.Take(new OutputCleared(400, 1));
        _conversation.Take(Sound(atMs: 600, epoch: 1));

        Assert.Equal(2, (await SentAsync()).Count(type => type == "response.created"));
    }

    private static AudioDelta Sound(long atMs, int epoch) => new(atMs, epoch, atMs, AudioChunk.Copy(new float[200]));

    private async Task<List<string>> SentAsync()
    {
        using var network = new SlowNetwork();
        using var socket = new WireSocket(network);
        network.Open();
        _outbox.Complete();
        await _outbox.PumpAsync(socket, after: 0, () => 0, CancellationToken.None).WaitAsync(WireClient.Patience);
        return [.. network.Sent.Select(sent => sent.GetProperty("type").GetString()!)];
    }
}
