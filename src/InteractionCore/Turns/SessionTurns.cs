using InteractionCore.Model;
using InteractionCore.Sessions;

namespace InteractionCore.Turns;

/// <summary>
/// One session's way through a micro-turn: frame the audio, feed the context, (the model steps,) route the lanes.
/// <code>
///   audio ──────▶ AudioFramer ─┐
///   (pictures) ────────────────┼─▶ step ─▶ LaneRouter ─▶ events, delegations
///   injections ─▶ ContextFeed ─┘
/// </code>
/// Pictures reach the model's session by themselves, as they arrive. Called by the loop only. A turn in which nothing is said allocates nothing.
/// </summary>
internal sealed class SessionTurns : IDisposable
{
    /// <summary>A fifth of a turn, 40 ms: late chunks up to that tear nothing.</summary>
    private const int CushionShare = 5;

    /// <summary>When there is no time for more, the client is told of a turn this often.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private readonly SessionState _state;
    private readonly AudioFramer _framer;
    private readonly ContextFeed _context;
    private readonly LaneRouter _router;
    private readonly int _turnsApart;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Shedding _shedding;

    public SessionTurns(SessionState state)
    {
        _state = state;
        _framer = new AudioFramer(state.Channels.Audio.Reader, state.Layout.InputSamplesPerTurn, state.Layout.InputSamplesPerTurn / CushionShare, state.DropAudio);
        _context = new ContextFeed(
            state.Channels.Injections.Reader, state.Model, new Recall(state.Facts, state.Layout), state.Delegations, state.Layout.TakesOneAnswerAtATime ? new AnswerGate() : null);
        _router = new LaneRouter(state);
        _turnsApart = (int)(Apart / state.Layout.TurnDuration);
        Turn = new ModelTurn(state.Layout, state.Model) { Index = -1 };
    }

    public ModelTurn Turn { get; }

    /// <summary>Faults when the session cannot go on.</summary>
    public Task Ended => _ended.Task;

    public bool HasEnded => _ended.Task.IsCompleted;

    /// <summary>Fills the turn's input.</summary>
    /// <param name="shedding">What the loop has no time for.</param>
    public void Begin(Shedding shedding = Shedding.Nothing)
    {
        _shedding = shedding;
        Turn.Index++;
        Turn.Clear();
        if (_state.TakeReturned())
        {
            _framer.Forgive();
        }

        _framer.Read(Turn.AudioIn);
        if (_state.Fixture is not null)
        {
            // What comes in while a fixture plays is not heard, then or later.
            Turn.AudioIn.AsSpan().Clear();
        }

        _state.Audio.Add(Turn.AudioIn);
        _state.Pictures.BeginTurn(Turn.Index, shedding);
        _router.BeginTurn(Turn.Index);
        try
        {
            _context.Read(Turn, _router, (Turn.Index + 1) * _state.Layout.TurnMilliseconds);
        }
        catch (Exception exception)
        {
            _ended.TrySetException(exception);
        }
    }

    /// <summary>Writes what the step made of it.</summary>
    public void End(TurnTiming timing)
    {
        if (HasEnded)
        {
            return;
        }

        try
        {
            if (Turn.Failure is { } failure)
            {
                throw new ModelFailedException(failure);
            }

            _router.Route(Turn);
            if (Turn.Speaks)
            {
                // What is put out in one turn plays in the next.
                _context.Spoke((Turn.Index + 2) * _state.Layout.TurnMilliseconds);
            }

            _state.Turns.Add(timing);
            if (_state.Session.ReportTurns)
            {
                Report(timing);
            }
        }
        catch (Exception exception)
        {
            _ended.TrySetException(exception);
        }
    }

    public void Fail(Exception exception) => _ended.TrySetException(exception);

    public void Dispose() => _framer.Dispose();

    private void Report(TurnTiming timing)
    {
        if (_shedding < Shedding.FewerReports || _state.Session.KeepsReports || timing.Late || Turn.Index % _turnsApart == 0)
        {
            _router.WriteTiming(Turn.Index, timing.Elapsed, timing.Late);
        }
        else
        {
            _state.Metrics.ReportShed();
        }
    }
}

/// <summary>The model's step failed for a session.</summary>
internal sealed class ModelFailedException(string message, Exception? inner = null) : Exception(message, inner);
