using System.Buffers;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Sessions;

namespace InteractionCore.Turns;

/// <summary>Thrown when the client reads events slower than the loop writes them.</summary>
internal sealed class SlowClientException() : Exception("The client stopped reading session events.");

/// <summary>Sends each lane where it belongs. The only writer of session events, so their order is the order of turns.</summary>
internal sealed class LaneRouter
{
    private readonly SessionState _state;
    private readonly RequestLane _requests;
    private readonly int _turnMs;
    private readonly ArrayBufferWriter<char> _heard = new();
    private readonly ArrayBufferWriter<char> _said = new();
    private readonly ArrayBufferWriter<char> _word = new();
    private readonly ModelCards _cards = new();
    private string _saidLast = "";
    private long _now;
    private int _epoch;
    private bool _spoke;
    private bool _hushed;

    public LaneRouter(SessionState state)
    {
        (_state, _turnMs) = (state, state.Layout.TurnMilliseconds);
        _requests = new RequestLane(state, Write, Announce);
    }

    /// <summary>Must precede the other calls of a turn: its events carry the time at which it ends.</summary>
    public void BeginTurn(long index)
    {
        _now = (index + 1) * _turnMs;
        _state.Playback.NowMs = _now;
        _state.Questions.Tick(_now);
    }

    /// <summary>Tells the client what is about to enter the model.</summary>
    public void Announce(Injection injection)
    {
        if (injection.Text is { } text && injection.Kind is not InjectionKind.Silent)
        {
            Write(new Injected(_now, injection.Kind, text, injection.DelegationId));
            if (injection.Kind is InjectionKind.UserText)
            {
                _state.Transcript.Add(Speaker.User, " " + text, _now);
                _state.Questions.Hear(text, _now);
            }
            else if (injection.Kind is InjectionKind.Result)
            {
                _state.Facts.Answer(injection.DelegationId, text, _now);
            }
        }

        if (injection.Ui is { } ui)
        {
            _state.Questions.Announced(ui.SurfaceId);
            Write(new UiPatched(_now, ui, injection.DelegationId));
        }

        if (injection.App is { } app)
        {
            Write(new AppShown(_now, app, injection.DelegationId));
        }

        if (injection is { ToolCall: { } call, DelegationId: { } caller })
        {
            Write(new ClientToolCalled(_now, caller, call));
        }

        if (injection is { Update: { } update, DelegationId: { } id })
        {
            Write(new DelegationUpdated(_now, id, update));
        }
    }

    /// <summary>Writes the events of a step.</summary>
    public void Route(ModelTurn turn)
    {
        if (turn.Yielded)
        {
            Clear();
        }

        Fixture? fixture = _state.Fixture;
        if (fixture is { Played: 0 })
        {
            Clear();
            Write(new FixturePlaying(_now));
        }

        bool silenced = fixture is not null || IsHushed(turn);

        long heardEnd = 0, saidStart = 0;
        bool backchannel = false;
        foreach (LaneToken token in turn.Tokens)
        {
            long time = _now - _turnMs + token.OffsetMs;
            switch (token.Lane)
            {
                case Lane.Heard:
                    Note(Speaker.User, token, _heard, time);
                    heardEnd = time;
                    break;
                case Lane.Say when silenced:
                    _state.Model.Decode(token, _said);
                    _said.ResetWrittenCount();
                    break;
                case Lane.Say:
                    // What is written in one turn plays in the next.
                    saidStart = _said.WrittenCount == 0 ? time + _turnMs : saidStart;
                    _saidLast = Note(Speaker.Model, token, _said, time + _turnMs) ?? _saidLast;
                    break;
                case Lane.Act:
                    backchannel |= token.Act is Act.Backchannel;
                    break;
                case Lane.Delegate:
                    _requests.Take(token, _now);
                    break;
                case Lane.Ui:
                    Show(token, time);
                    break;
            }
        }

        if (_heard.WrittenCount > 0)
        {
            string heard = TakeText(_heard);
            _state.Questions.Hear(heard, _now);
            Write(new InputTranscript(_now, heard, heardEnd));
        }

        if (_said.WrittenCount > 0)
        {
            _spoke = true;
            Write(new OutputTranscript(_now, _epoch, TakeText(_said), saidStart, backchannel));
        }

        if (fixture is not null)
        {
            Play(fixture);
        }
        else if (turn.AudioSamples > 0 && !silenced)
        {
            Speak(turn.AudioOut.AsSpan(0, turn.AudioSamples));
        }
    }

    public void WriteTiming(long turn, TimeSpan elapsed, bool late) => Write(new TurnTimed(_now, turn, elapsed.TotalMilliseconds, late));

    /// <summary>Voids what was not played, and tells so once: with nothing said since the last time, nothing is void.</summary>
    private void Clear()
    {
        if (_spoke)
        {
            _spoke = false;
            _state.Playback.Clear(++_epoch, _now);
            Write(new OutputCleared(_now, _epoch));
        }
    }

    /// <summary>Whether the model talks on although it was asked to be silent; that ends when it pauses.</summary>
    private bool IsHushed(ModelTurn turn)
    {
        if (_state.TakeHush())
        {
            Clear();
            _hushed = true;
        }

        _hushed = _hushed && turn.Speaks;
        return _hushed;
    }

    private void Speak(ReadOnlySpan<float> samples)
    {
        _spoke = true;
        Write(new AudioDelta(_now, _epoch, _now, AudioChunk.Copy(samples)));
    }

    private void Play(Fixture fixture)
    {
        ReadOnlySpan<float> next = fixture.Next(_state.Layout.OutputSamplesPerTurn);
        if (!next.IsEmpty)
        {
            Speak(next);
        }

        if (fixture.IsOver)
        {
            _state.Fixture = null;
            Write(new FixturePlayed(_now));
        }
    }

    /// <summary>Appends a token's text; returns it, or null when it has none.</summary>
    private string? Note(Speaker speaker, LaneToken token, ArrayBufferWriter<char> text, long time)
    {
        int before = text.WrittenCount;
        _state.Model.Decode(token, text);
        if (text.WrittenCount == before)
        {
            return null;
        }

        var word = new string(text.WrittenSpan[before..]);
        _state.Transcript.Add(speaker, word, time);
        return word;
    }

    private void Show(LaneToken token, long time)
    {
        if (token.Card is CardMark.Inside)
        {
            _state.Model.Decode(token, _word);
        }

        string text = token.Card is CardMark.Inside ? TakeText(_word) : _saidLast;
        if (_cards.Take(token.Card, text, time) is { } card)
        {
            Write(new UiPatched(_now, card, DelegationId: null));
        }
    }

    private static string TakeText(ArrayBufferWriter<char> text)
    {
        var taken = new string(text.WrittenSpan);
        text.ResetWrittenCount();
        return taken;
    }

    private void Write(SessionEvent sessionEvent)
    {
        if (!_state.Channels.Events.Writer.TryWrite(sessionEvent))
        {
            (sessionEvent as AudioDelta)?.Chunk.Dispose();
            throw new SlowClientException();
        }

        // An audio delta is its reader's to dispose.
        if (_state.Observations.Count > 0 && sessionEvent is not (AudioDelta or TurnTimed))
        {
            for (int i = 0; i < _state.Observations.Count; i++)
            {
                _state.Observations[i].Note(sessionEvent);
            }
        }
    }
}
