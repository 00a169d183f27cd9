using System.Threading.Channels;
using InteractionCore.Sessions;

namespace AgentHost.Bench.Delegation;

/// <summary>A client that says nothing and notes when the model's sound leaves the host.</summary>
internal sealed class ListeningClient(TimeProvider time) : ISessionTransport
{
    private readonly Channel<long> _sounds = Channel.CreateBounded<long>(16);

    /// <summary>When the next sound came.</summary>
    public ValueTask<long> SoundAsync(CancellationToken cancellationToken) => _sounds.Reader.ReadAsync(cancellationToken);

    public Task ReceiveAsync(SessionInput input, CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);

    public async Task SendAsync(ChannelReader<SessionEvent> events, CancellationToken cancellationToken)
    {
        await foreach (SessionEvent sessionEvent in events.ReadAllAsync(cancellationToken))
        {
            if (sessionEvent is AudioDelta sound)
            {
                _sounds.Writer.TryWrite(time.GetTimestamp());
                sound.Chunk.Dispose();
            }
        }
    }
}
