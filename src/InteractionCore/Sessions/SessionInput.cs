using System.Collections.Frozen;
using System.Text.Json;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Turns;
using InteractionCore.Ui;

namespace InteractionCore.Sessions;

/// <summary>The way into a session for its transport. Thread-safe.</summary>
public sealed class SessionInput
{
    private readonly SessionState _state;

    internal SessionInput(SessionState state) => _state = state;

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

        await InjectAsync(new Injection(InjectionKind.UserText, action.Name.Replace('_', ' ')), cancellationToken);
        return null;
    }

    /// <summary>Tells how far the client has played, in ms since the session's start: what comes later was not heard yet.</summary>
    public void AcknowledgePlayback(long playedMs) => _state.AcknowledgePlayback(playedMs);

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

    /// <summary>The client does the delegated work and injects the results; the host's agent stays out of it.</summary>
    public bool ClientDelegation { get; init; }

    /// <summary>Tools the agent does not get in this session, by advertised name, e.g. "weather_get_weather".</summary>
    public IReadOnlySet<string> UnwantedTools { get; init; } = FrozenSet<string>.Empty;
}
