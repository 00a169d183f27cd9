using InteractionCore.Delegation;
using InteractionCore.Delegation.Questions;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Sessions.Observers;
using InteractionCore.Turns;
using InteractionCore.Ui;

namespace InteractionCore.Sessions;

/// <summary>What the loops of one session share: its queues, its transcript, its running tasks.</summary>
internal sealed class SessionState
{
    private long _droppedSamples;
    private volatile VideoFrame? _frame;
    private volatile string? _instructions;
    private volatile Fixture? _fixture;
    private volatile bool _hush;
    private volatile bool _returned;
    private int _requests;

    public SessionState(IModelSession model, ModelLayout layout, SessionSettings session, InteractionOptions options, InteractionMetrics metrics, TimeProvider time)
    {
        (Model, Layout, Session, Metrics) = (model, layout, session, metrics);
        _instructions = session.Instructions;
        Channels = new SessionChannels(options, DropAudio);
        Tools = new ClientTools(Channels.Injections.Writer);
        Playback = new Playback(Transcript);
        foreach (TranscriptEntry entry in session.History)
        {
            Transcript.Add(entry.Speaker, " " + entry.Text, entry.StartMs);
        }

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

    public ClientTools Tools { get; }

    public Playback Playback { get; }

    /// <summary>Who follows the session; set before its first turn.</summary>
    public IReadOnlyList<Observation> Observations { get; set; } = [];

    /// <summary>A sound that is to be played instead of the model's, or null.</summary>
    public Fixture? Fixture
    {
        get => _fixture;
        set => _fixture = value;
    }

    /// <summary>Input audio that the model never heard, in samples.</summary>
    public long DroppedSamples => Interlocked.Read(ref _droppedSamples);

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

    /// <summary>
    /// Puts something of a tool's or a plugin's into the live stream; waits while that is full. A card or page that is not right, or is one
    /// too many in a short time, is left out.
    /// </summary>
    public ValueTask InjectAsync(Injection injection, CancellationToken cancellationToken)
    {
        UiDescriptor? ui = injection.Ui is { } card && UiRate.Take() ? UiCheck.Clean(card, out _) : null;
        UiApp? app = injection.App is { Html.Length: <= UiApp.MostChars } page && UiRate.Take() ? page : null;
        return ui is null && app is null && injection.Kind is InjectionKind.Silent
            ? ValueTask.CompletedTask
            : Channels.Injections.Writer.WriteAsync(injection with { Ui = ui, App = app }, cancellationToken);
    }

    /// <summary>Asks for silence: what the model says now is void, to the end of what it is saying. Any thread.</summary>
    public void Hush() => _hush = true;

    /// <summary>Whether silence was asked for since the last call. Called by the loop.</summary>
    public bool TakeHush()
    {
        bool hush = _hush;
        _hush = false;
        return hush;
    }

    /// <summary>The client has come back, and may bring sound from its absence. Any thread.</summary>
    public void Returned() => _returned = true;

    /// <summary>Whether the client has come back since the last call. Called by the loop.</summary>
    public bool TakeReturned()
    {
        bool returned = _returned;
        _returned = false;
        return returned;
    }

    /// <summary>Counts input audio that is given up.</summary>
    public void DropAudio(int samples)
    {
        Interlocked.Add(ref _droppedSamples, samples);
        Metrics.AudioDropped(samples);
    }

    /// <summary>Packs what the agent may want to know. Called by the loop.</summary>
    /// <param name="nowMs">The session's time.</param>
    public DelegationRequest CreateRequest(string task, long nowMs) => new()
    {
        Id = $"d{++_requests}",
        Task = task,
        Transcript = Transcript.Snapshot(),
        Facts = Facts.Snapshot(),
        Instructions = Instructions,
        Audio = Audio.Snapshot(),
        AudioSampleRate = Layout.InputSampleRate,
        AudioEndMs = nowMs,
        Frame = Frame,
    };
}
