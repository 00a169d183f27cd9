using System.Buffers;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Turns;

namespace RemoteModels;

/// <summary>One conversation with a remote model, as the live loop sees it. All of it runs on the loop; the network is behind the line.</summary>
internal sealed class RemoteModelSession(ModelLayout layout, RemoteLine line, CancellationTokenSource hangUp) : IModelSession
{
    /// <summary>Tokens of a turn that are left for what is said; a delegation takes three of the others.</summary>
    private const int TokensForSpeech = 16;

    private const int TokensForOneItem = 3;

    /// <summary>Words older than this are heard now, as far as the transcript is concerned.</summary>
    private const int MostHeardDelayMs = 10_000;

    private readonly Words _words = new();
    private readonly SpeechQueue _speech = new(layout);
    private readonly RemoteTasks _tasks = new();
    private Injection? _injection;

    /// <summary>One token, whatever its length, which the next step takes: the remote tokenizes for itself.</summary>
    public IReadOnlyList<int> Encode(Injection injection)
    {
        _injection = injection;
        return [0];
    }

    public void Decode(LaneToken token, IBufferWriter<char> text) => text.Write(_words[token.Id]);

    public void Requested(string delegationId) => _tasks.Name(delegationId);

    /// <summary>Hands over the turn's input, and takes what has arrived.</summary>
    public void Step(ModelTurn turn)
    {
        line.Turn = turn.Index;
        line.Send(AudioChunk.Copy(turn.AudioIn));
        Tell(turn);
        turn.Failure ??= line.Failure;
        if (turn.Failure is not null)
        {
            return;
        }

        _words.Clear();
        int room = layout.MaxTokensPerTurn - TokensForSpeech - TokensForOneItem;
        while (turn.TokenCount <= room && !_speech.IsFull && line.TryReceive(out RemoteItem item))
        {
            Take(turn, item);
        }

        _speech.Read(turn, _words);
    }

    public void Dispose()
    {
        hangUp.Cancel();
        _speech.Dispose();
    }

    /// <summary>Passes on what the host injects.</summary>
    private void Tell(ModelTurn turn)
    {
        if (turn.ContextCount == 0 || _injection is not { } injection)
        {
            return;
        }

        _injection = null;
        foreach (RemoteMessage message in _tasks.Address(injection))
        {
            if (!line.Tell(message))
            {
                turn.Failure = "The remote model does not take what it is told: its connection stands still.";
            }
        }
    }

    private void Take(ModelTurn turn, RemoteItem item)
    {
        switch (item.Kind)
        {
            case RemoteKind.Sound or RemoteKind.Said:
                _speech.Add(item);
                break;
            case RemoteKind.Heard:
                _tasks.Heard(item.Text!);
                turn.Write(new LaneToken(Lane.Heard, _words.Add(item.Text!), OffsetOf(turn, item.TimeMs)));
                break;
            case RemoteKind.Cleared:
                if (_speech.Clear() is { } cut)
                {
                    line.Tell(cut);
                }

                turn.Yielded = true;
                turn.Write(new LaneToken(Lane.Act, _words.Add(""), 0, Act: Act.Yield));
                break;
            case RemoteKind.Delegated:
                string task = _tasks.Begin(item.Id!, item.Text);
                turn.Write(new LaneToken(Lane.Delegate, _words.Add(""), 0, SpanMark.Begin));
                turn.Write(new LaneToken(Lane.Delegate, _words.Add(task), 0));
                turn.Write(new LaneToken(Lane.Delegate, _words.Add(""), 0, SpanMark.End));
                break;
            case RemoteKind.TakenBack:
                turn.Write(new LaneToken(Lane.Delegate, _words.Add(""), 0, SpanMark.Cancel));
                break;
        }
    }

    /// <summary>Where a word of the remote's timeline lies on this turn's, which began when the remote's session started.</summary>
    private int OffsetOf(ModelTurn turn, long remoteMs)
    {
        long offset = remoteMs < 0 ? 0 : remoteMs - ((turn.Index - line.StartedAtTurn) * layout.TurnMilliseconds);
        return (int)Math.Clamp(offset, -MostHeardDelayMs, layout.TurnMilliseconds - 1);
    }
}

/// <summary>The texts of a turn's tokens.</summary>
internal sealed class Words
{
    private readonly List<string> _texts = [];

    public string this[int token] => _texts[token];

    public int Add(string text)
    {
        _texts.Add(text);
        return _texts.Count - 1;
    }

    public void Clear() => _texts.Clear();
}
