using InteractionCore.Delegation;
using InteractionCore.Delegation.Questions;
using InteractionCore.Model;
using InteractionCore.Turns;
using InteractionCore.Ui;

namespace InteractionCore.Sessions;

/// <summary>What the loops of one session share: its queues, its transcript, its running tasks.</summary>
internal sealed class SessionState
{
    private long _acknowledgedMs = -1;
    private volatile VideoFrame? _frame;
    private volatile string? _instructions;
    private int _requests;

    public SessionState(IModelSession model, ModelLayout layout, SessionSettings session, InteractionOptions options, InteractionMetrics metrics, TimeProvider time)
    {
        (Model, Layout, Session, Metrics) = (model, layout, session, metrics);
        _instructions = session.Instructions;
        Channels = new SessionChannels(options, metrics);
        Pictures = new PictureGate(layout);
        Questions = new QuestionDesk(Channels.Injections.Writer.WriteAsync, Channels.Injections.Writer.TryWrite, options.AnswerTimeout, time);
        UiRate = new UiRate(time);
        Audio = new AudioHistory(options.AudioHistorySeconds * layout.InputSampleRate);
    }

    public IModelSession Model { get; }

    public ModelLayout Layout { get; }

    public SessionSettings Session { get; }

    public InteractionMetrics Metrics { get; }

    public SessionChannels Channels { get; }

    /// <summary>Which pictures the model looks at.</summary>
    public PictureGate Pictures { get; }

    public Transcript Transcript { get; } = new();

    /// <summary>What was found out: with the transcript, what is left of a conversation that the model's window no longer holds.</summary>
    public FactLog Facts { get; } = new();

    public AudioHistory Audio { get; }

    public DelegationLedger Delegations { get; } = new();

    public QuestionDesk Questions { get; }

    public UiRate UiRate { get; }

    public TurnStatistics Turns { get; } = new();

    /// <summary>The latest picture; set by the transport, read by the loop.</summary>
    public VideoFrame? Frame
    {
        get => _frame;
        set => _frame = value;
    }

    public string? Instructions
    {
        get => _instructions;
        set => _instructions = value;
    }

    /// <summary>Notes how far the client has played, in ms since the session's start. Any thread.</summary>
    public void AcknowledgePlayback(long playedMs) => Volatile.Write(ref _acknowledgedMs, playedMs);

    /// <summary>How far the user has heard the model: what the client said, else what the timeline says.</summary>
    public long PlayedMs(long now)
    {
        long acknowledged = Volatile.Read(ref _acknowledgedMs);
        return acknowledged >= 0 ? acknowledged : now;
    }

    /// <summary>Packs what the agent may want to know. Called by the loop.</summary>
    public DelegationRequest CreateRequest(string task) => new()
    {
        Id = $"d{++_requests}",
        Task = task,
        Transcript = Transcript.Snapshot(),
        Facts = Facts.Snapshot(),
        Instructions = Instructions,
        Audio = Audio.Snapshot(),
        AudioSampleRate = Layout.InputSampleRate,
        Frame = Frame,
    };
}
