using System.Collections.Frozen;
using System.Text.Json;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Turns;
using InteractionCore.Ui;

namespace InteractionCore.Sessions;

/// <summary>The way into a session for its transport. Thread-safe.</summary>
public sealed class SessionInput
{
    private readonly SessionState _state;

    private readonly Action<bool> _pause;

    internal SessionInput(SessionState state, Action<bool> pause) => (_state, _pause) = (state, pause);

    public ModelLayout Layout => _state.Layout;

    /// <summary>
    /// Hands over audio at the layout's input rate; the session disposes the chunk. Never waits: when the loop is behind, the
    /// oldest audio is dropped and counted.
    /// </summary>
    public void WriteAudio(AudioChunk chunk)
    {
        if (!_state.Channels.Audio.Writer.TryWrite(chunk))
        {
            chunk.Dispose();
        }
    }

    /// <summary>
    /// The client was away and is back: what it took meanwhile and sends now is heard to its end, though silence was heard in its place. To be
    /// called before that audio is written.
    /// </summary>
    public void Returned() => _state.Returned();

    /// <summary>Replaces the picture the model sees.</summary>
    /// <exception cref="FrameException">The picture cannot be read; the session goes on without it.</exception>
    public void ShowFrame(VideoFrame frame)
    {
        if (_state.Layout.TakesVideo)
        {
            if (_state.Pictures.Admits())
            {
                _state.Model.Show(frame);
            }
            else
            {
                _state.Metrics.FrameShed();
            }
        }

        _state.Frame = frame;
    }

    /// <summary>Puts words into the live stream; waits while the queue is full.</summary>
    public ValueTask InjectAsync(Injection injection, CancellationToken cancellationToken) =>
        _state.Channels.Injections.Writer.WriteAsync(injection, cancellationToken);

    /// <summary>
    /// Tells how far the client has played, in ms since the session's start. What the model said later was not heard: words of
    /// speech that was cleared since leave the transcript.
    /// </summary>
    public void AcknowledgePlayback(long playedMs) => _state.Playback.Acknowledge(playedMs);

    /// <summary>Takes the model's words back that begin after one time and up to another: the client knows they were not heard.</summary>
    public void TakeBack(long afterMs, long untilMs) => _state.Transcript.TruncateModel(afterMs, untilMs);

    /// <summary>The epoch of speech that is valid now; audio of an older one is void and need not be sent any more.</summary>
    public int Epoch => _state.Playback.Epoch;

    /// <summary>Input audio that the model never heard, in samples: it came too late, or far too early.</summary>
    public long DroppedSamples => _state.DroppedSamples;

    /// <summary>Silences the model: what it is saying is cleared, to its end. It may speak again of its own accord.</summary>
    public void Hush() => _state.Hush();

    /// <summary>Plays a sound at the layout's output rate instead of the model's speech; false when one is playing.</summary>
    public bool TryPlayFixture(float[] samples)
    {
        if (_state.Fixture is not null)
        {
            return false;
        }

        _state.Fixture = new Fixture(samples);
        return true;
    }

    public bool IsPlayingFixture => _state.Fixture is not null;

    /// <summary>Replaces the client's own tools, which the background agent may call beside the host's.</summary>
    public void OfferTools(IReadOnlyList<ClientTool> tools) => _state.Tools.Offer(tools);

    /// <summary>Answers a <see cref="ClientToolCalled"/>; false when no such call waits.</summary>
    public bool AnswerTool(string callId, string output) => _state.Tools.Answer(callId, output);

    /// <summary>Stops the session's time, so that the model's state is kept as it is, or lets it go on.</summary>
    public void Pause(bool pause) => _pause(pause);

    /// <summary>Passes on what the user did on a card: the answer to a question, a task taken back, or words for the model and the agent.</summary>
    /// <returns>What is wrong with it, for the client; null when it stands.</returns>
    public async ValueTask<string?> ActAsync(UiAction action, CancellationToken cancellationToken)
    {
        if (_state.Questions.Press(action, out string? problem))
        {
            return problem;
        }

        if (action.Name is Cards.CancelTask && action.Context is { ValueKind: JsonValueKind.Object } context && context.TryGetProperty("delegation_id", out JsonElement id))
        {
            return _state.Delegations.Cancel(id.ToString()) ? null : $"There is no open delegation '{id}'.";
        }

        await InjectAsync(new Injection(InjectionKind.UserText, action.ToWords()), cancellationToken);
        return null;
    }

    /// <summary>Replaces the instructions the background agent works under.</summary>
    public void Instruct(string? instructions) => _state.Instructions = instructions;
}

/// <summary>What a client may choose for its session.</summary>
/// <param name="Instructions">For the background agent.</param>
/// <param name="Model">For the interaction model.</param>
public sealed record SessionSettings(string? Instructions = null, ModelSessionOptions? Model = null)
{
    /// <summary>Whether to send <see cref="TurnTimed"/> for every turn.</summary>
    public bool ReportTurns { get; init; }

    /// <summary>Whether those reports are sent under load too: the client's protocol takes its time from them.</summary>
    public bool KeepsReports { get; init; }

    /// <summary>The client does the delegated work and injects the results; the host's agent stays out of it.</summary>
    public bool ClientDelegation { get; init; }

    /// <summary>What was said before the session, for the background agent; times are negative.</summary>
    public IReadOnlyList<TranscriptEntry> History { get; init; } = [];

    /// <summary>Tools the agent does not get in this session, by advertised name, e.g. "weather_get_weather".</summary>
    public IReadOnlySet<string> UnwantedTools { get; init; } = FrozenSet<string>.Empty;
}
