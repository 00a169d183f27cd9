using System.Text.Json;
using System.Threading.Channels;

namespace AgentHost.Dialects;

/// <summary>
/// Events on their way to one client, numbered from 1. What was sent is kept for a while, when the client may come back for it after a
/// lost connection. Thread-safe; one connection at a time takes from it.
/// </summary>
/// <param name="keepBytes">How much of what was sent is kept; 0 keeps nothing.</param>
internal sealed class Outbox(int keepBytes)
{
    /// <summary>For events that are never void.</summary>
    public const int EveryEpoch = int.MaxValue;

    /// <summary>What may wait for a connected client before its writers wait: a few seconds of speech.</summary>
    private const int MostUnsent = 512 * 1024;

    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private readonly Channel<bool> _more = Signal();
    private readonly Channel<bool> _room = Signal();
    private long _last;
    private long _sent;
    private long _keptBytes;
    private long _unsentBytes;
    private bool _connected;
    private volatile bool _completed;

    /// <summary>The number of the latest event.</summary>
    public long Last => Interlocked.Read(ref _last);

    /// <summary>Adds an event. Waits while a connected client is too far behind.</summary>
    /// <param name="epoch">For audio: its epoch; it is not sent once the present epoch is a later one.</param>
    public async ValueTask SendAsync<TState>(string type, TState state, Action<Utf8JsonWriter, TState> writeFields, CancellationToken cancellationToken, int epoch = EveryEpoch)
    {
        Post(type, state, writeFields, epoch);
        await WaitForRoomAsync(cancellationToken);
    }

    /// <summary>Waits while a connected client is too far behind.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (IsFull)
        {
            await _room.Reader.ReadAsync(cancellationToken);
        }
    }

    /// <summary>Adds an event, however much waits; its writer is to wait for room some time after.</summary>
    public void Post<TState>(string type, TState state, Action<Utf8JsonWriter, TState> writeFields, int epoch = EveryEpoch)
    {
        lock (_lock)
        {
            if (_completed)
            {
                return;
            }

            long number = _last + 1;
            byte[] json = WireEvent.Write(type, $"event_{number}", state, writeFields);
            _last = number;
            _entries.Add(new Entry(number, json, epoch));
            _keptBytes += json.Length;
            _unsentBytes += json.Length;
            Trim();
        }

        _more.Writer.TryWrite(true);
    }

    /// <summary>Adds an event unless the client is too far behind.</summary>
    public bool TrySend<TState>(string type, TState state, Action<Utf8JsonWriter, TState> writeFields, int epoch = EveryEpoch)
    {
        bool room = !IsFull;
        if (room)
        {
            Post(type, state, writeFields, epoch);
        }

        return room;
    }

    /// <summary>There will be no more events: <see cref="PumpAsync"/> ends with the last.</summary>
    public void Complete()
    {
        _completed = true;
        _more.Writer.TryWrite(true);
    }

    /// <summary>Whether everything after the event with this number is still there.</summary>
    public bool Has(long after)
    {
        lock (_lock)
        {
            return after >= _last - _entries.Count && after <= _last;
        }
    }

    /// <summary>Sends what comes after an event to a connection, until all is sent or it is cancelled.</summary>
    /// <param name="epoch">Tells the present epoch.</param>
    public async Task PumpAsync(WireSocket socket, long after, Func<int> epoch, CancellationToken cancellationToken)
    {
        Connect(after);
        try
        {
            while (true)
            {
                bool last = _completed;
                while (Next() is { } entry)
                {
                    if (entry.Epoch >= epoch())
                    {
                        await socket.SendAsync(entry.Json, cancellationToken);
                    }

                    Sent(entry);
                }

                if (last)
                {
                    return;
                }

                await _more.Reader.ReadAsync(cancellationToken);
            }
        }
        finally
        {
            Disconnect();
        }
    }

    private bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return _connected && _unsentBytes > MostUnsent;
            }
        }
    }

    private void Connect(long after)
    {
        lock (_lock)
        {
            _connected = true;
            _sent = after;
            _unsentBytes = _entries.Where(entry => entry.Number > after).Sum(entry => (long)entry.Json.Length);
        }
    }

    private void Disconnect()
    {
        lock (_lock)
        {
            _connected = false;
        }

        _room.Writer.TryWrite(true);
    }

    private Entry? Next()
    {
        lock (_lock)
        {
            int index = _entries.Count - (int)(_last - _sent);
            return index < _entries.Count ? _entries[index] : null;
        }
    }

    private void Sent(Entry entry)
    {
        lock (_lock)
        {
            _sent = entry.Number;
            _unsentBytes -= entry.Json.Length;
            Trim();
        }

        _room.Writer.TryWrite(true);
    }

    /// <summary>Lets go of the oldest: what was sent, and, with nobody connected, what is too much to keep.</summary>
    private void Trim()
    {
        int count = 0;
        while (count < _entries.Count && _keptBytes > keepBytes && (!_connected ? keepBytes > 0 : _entries[count].Number <= _sent))
        {
            _keptBytes -= _entries[count++].Json.Length;
        }

        _entries.RemoveRange(0, count);
    }

    private static Channel<bool> Signal() => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private sealed record Entry(long Number, byte[] Json, int Epoch);
}
