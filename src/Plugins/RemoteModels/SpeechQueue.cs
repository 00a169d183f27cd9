using InteractionCore.Model;

namespace RemoteModels;

/// <summary>
/// What the remote says, words and sound in the order they came, on its way to the turns that play it. A word belongs to the sound that
/// came after it.
/// </summary>
/// <remarks>
/// Speech begins once a turn and a cushion of it are there, or one turn after its first piece came; without that, every jitter of the network
/// would tear it apart. One caller at a time.
/// </remarks>
internal sealed class SpeechQueue(ModelLayout layout) : IDisposable
{
    /// <summary>A fifth of a turn, 40 ms.</summary>
    private const int CushionShare = 5;

    /// <summary>Sound kept; a remote that is further ahead waits. The Realtime protocol sends an answer as fast as it is made.</summary>
    private const int MostSeconds = 60;

    private const int MostItems = 4_096;

    private readonly Queue<RemoteItem> _items = [];
    private int _consumed;
    private int _samples;
    private bool _flows;
    private bool _waited;
    private string? _itemId;
    private long _itemSamples;

    public bool IsFull => _samples >= MostSeconds * layout.OutputSampleRate || _items.Count >= MostItems;

    public void Add(RemoteItem item)
    {
        _items.Enqueue(item);
        _samples += item.Kind is RemoteKind.Sound ? item.Sound.Length : 0;
    }

    /// <summary>Fills the turn's sound, and writes the words whose sound it is.</summary>
    public void Read(ModelTurn turn, Words words)
    {
        if (!Flows())
        {
            return;
        }

        int count = 0;
        while (count < turn.AudioOut.Length && turn.TokenCount < layout.MaxTokensPerTurn - 1 && _items.TryPeek(out RemoteItem item))
        {
            if (item.Kind is RemoteKind.Sound)
            {
                count += Take(item, turn.AudioOut.AsSpan(count));
                continue;
            }

            int offset = (int)(1_000L * count / layout.OutputSampleRate);
            turn.Write(new LaneToken(Lane.Say, words.Add(item.Text!), offset));
            if (item.IsBackchannel)
            {
                turn.Write(new LaneToken(Lane.Act, words.Add(""), offset, Act: Act.Backchannel));
            }

            _items.Dequeue();
        }

        turn.AudioSamples = count;
    }

    /// <summary>Drops what was not read.</summary>
    /// <returns>Which of the remote's items was cut, and where, when it was being said.</returns>
    public RemoteMessage? Clear()
    {
        bool isCut = _items.Any(item => item.Kind is RemoteKind.Sound && item.Id is not null && item.Id == _itemId);
        while (_items.TryDequeue(out RemoteItem item))
        {
            item.Dispose();
        }

        (_consumed, _samples, _flows, _waited) = (0, 0, false, false);
        return isCut ? new RemoteMessage(MessageKind.Cut, "", _itemId) { PlayedMs = 1_000 * _itemSamples / layout.OutputSampleRate } : null;
    }

    public void Dispose() => Clear();

    private bool Flows()
    {
        int enough = layout.OutputSamplesPerTurn + (layout.OutputSamplesPerTurn / CushionShare);
        _flows = _items.Count > 0 && (_flows || _waited || _samples >= enough);
        _waited = _items.Count > 0;
        return _flows;
    }

    private int Take(RemoteItem item, Span<float> into)
    {
        Span<float> samples = item.Sound.Samples[_consumed..];
        samples = samples[..Math.Min(samples.Length, into.Length)];
        samples.CopyTo(into);
        _itemSamples = item.Id == _itemId ? _itemSamples + samples.Length : samples.Length;
        _itemId = item.Id;
        _consumed += samples.Length;
        _samples -= samples.Length;
        if (_consumed == item.Sound.Length)
        {
            _items.Dequeue().Dispose();
            _consumed = 0;
        }

        return samples.Length;
    }
}
