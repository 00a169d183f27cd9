using System.Threading.Channels;
using InteractionCore.Injections;
using InteractionCore.Sessions;

namespace AgentHost.Testing;

/// <summary>A client in the test's hands: its input is the session's, its events are kept and can be awaited.</summary>
public sealed class LoopbackTransport : ISessionTransport
{
    private readonly TaskCompletionSource<SessionInput> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<SessionEvent> _received = Channel.CreateBounded<SessionEvent>(100_000);

    /// <summary>Available once the session runs.</summary>
    public Task<SessionInput> Input => _connected.Task;

    /// <summary>When false, the client does not read: events pile up in the session.</summary>
    public bool Reads { get; init; } = true;

    public void Leave() => _left.TrySetResult();

    public void Fail(Exception exception) => _left.TrySetException(exception);

    public Task ReceiveAsync(SessionInput input, CancellationToken cancellationToken)
    {
        _connected.SetResult(input);
        return _left.Task.WaitAsync(cancellationToken);
    }

    public async Task SendAsync(ChannelReader<SessionEvent> events, CancellationToken cancellationToken)
    {
        if (!Reads)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        var shown = new List<UiDescriptor>();
        try
        {
            await foreach (SessionEvent sessionEvent in events.ReadAllAsync(cancellationToken))
            {
                if (sessionEvent is UiPatched patch)
                {
                    shown.Add(patch.Ui);
                }

                await _received.Writer.WriteAsync(sessionEvent, cancellationToken);
            }
        }
        finally
        {
            SentUi.Keep(shown);
        }
    }

    /// <summary>The next event of a type; others before it are skipped.</summary>
    public async Task<T> NextAsync<T>(Func<T, bool>? where = null)
        where T : SessionEvent
    {
        using var timeout = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            if (await _received.Reader.ReadAsync(timeout.Token) is T wanted && where?.Invoke(wanted) is not false)
            {
                return wanted;
            }
        }
    }
}

/// <summary>How long a test waits for what must happen.</summary>
public static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
}
