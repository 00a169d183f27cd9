using System.Threading.Channels;
using InteractionCore.Turns;

namespace RemoteModels;

/// <summary>
/// What lies between the live loop and the network of one session: bounded queues, on which only the network's side ever waits.
/// </summary>
internal sealed class RemoteLine
{
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Sound that goes out: a second of it, for fresh beats complete. The oldest goes.</summary>
    private readonly Channel<AudioChunk> _sound = Channel.CreateBounded<AudioChunk>(new BoundedChannelOptions(5) { FullMode = BoundedChannelFullMode.DropOldest }, static dropped => dropped.Dispose());

    /// <summary>Words that go out. More than a connection that stands still ever collects in the time it is given.</summary>
    private readonly Channel<RemoteMessage> _messages = Channel.CreateBounded<RemoteMessage>(256);

    /// <summary>What came in. When it is full the remote waits, as the socket is not read.</summary>
    private readonly Channel<RemoteItem> _items = Channel.CreateBounded<RemoteItem>(512);

    private long _turn;
    private long _startedAtTurn = -1;
    private volatile string? _failure;

    /// <summary>Why the session cannot go on; null while it can.</summary>
    public string? Failure => _failure;

    /// <summary>The turn the loop is at.</summary>
    public long Turn
    {
        set => Volatile.Write(ref _turn, value);
    }

    /// <summary>The turn in which the remote's time began.</summary>
    public long StartedAtTurn => Volatile.Read(ref _startedAtTurn);

    public ChannelReader<AudioChunk> Sound => _sound.Reader;

    public ChannelReader<RemoteMessage> Messages => _messages.Reader;

    /// <summary>The loop's sound of one turn; owned by the line from here.</summary>
    public void Send(AudioChunk sound)
    {
        if (!_sound.Writer.TryWrite(sound))
        {
            sound.Dispose();
        }

        _work.Writer.TryWrite(true);
    }

    /// <summary>False when far too much waits.</summary>
    public bool Tell(RemoteMessage message)
    {
        bool room = _messages.Writer.TryWrite(message);
        _work.Writer.TryWrite(true);
        return room;
    }

    public bool TryReceive(out RemoteItem item) => _items.Reader.TryRead(out item);

    /// <summary>Waits for something to send.</summary>
    public async ValueTask WorkAsync(CancellationToken cancellationToken) => await _work.Reader.ReadAsync(cancellationToken);

    /// <summary>Hands over what came in; waits while the loop has too much of it.</summary>
    public ValueTask ReceiveAsync(RemoteItem item, CancellationToken cancellationToken) => _items.Writer.WriteAsync(item, cancellationToken);

    /// <summary>The remote's time begins; later calls, after a lost connection, change nothing.</summary>
    public void Started() => Interlocked.CompareExchange(ref _startedAtTurn, Volatile.Read(ref _turn), comparand: -1);

    public void Fail(string reason) => _failure ??= reason;

    /// <summary>Gives back what nobody will take any more.</summary>
    public void Close()
    {
        _sound.Writer.TryComplete();
        while (_sound.Reader.TryRead(out AudioChunk sound))
        {
            sound.Dispose();
        }

        while (_items.Reader.TryRead(out RemoteItem item))
        {
            item.Dispose();
        }
    }
}
