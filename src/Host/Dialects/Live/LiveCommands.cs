using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using InteractionCore.Audio;
using InteractionCore.Injections;
using InteractionCore.Sessions;

namespace AgentHost.Dialects.Live;

/// <summary>Carries out what clients of a session send: its own, and those that watch. Thread-safe but for audio, which one sends.</summary>
internal sealed class LiveCommands(LiveSession session, SessionInput input, LiveAnnouncer announcer, TimeProvider time)
{
    /// <summary>The protocol's limit for one append.</summary>
    private const int MostAppendTokens = 500;

    private const int FixtureRate = 24_000;
    private static readonly TimeSpan LongestFixture = TimeSpan.FromSeconds(30);

    /// <summary>Least time between two notices that audio is dropped.</summary>
    private static readonly TimeSpan BetweenNotices = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Work> _work = new(StringComparer.Ordinal);
    private readonly AudioIn _audio = new(session.Format, input);
    private long _noticed = -1;
    private long _droppedBefore;

    /// <summary>Notes what the model delegated, so that answers can be told from strays.</summary>
    public void Note(SessionEvent sessionEvent)
    {
        switch (sessionEvent)
        {
            case DelegationCreated created:
                _work[created.DelegationId] = new Work();
                break;
            case DelegationUpdated { Update.Status: DelegationStatus.Cancelled } updated when _work.TryGetValue(updated.DelegationId, out Work? work):
                work.Cancelled = true;
                break;
        }
    }

    /// <exception cref="ProtocolException">The event cannot be carried out; the session goes on.</exception>
    public async ValueTask HandleAsync(ClientEvent clientEvent, CancellationToken cancellationToken)
    {
        switch (clientEvent)
        {
            case SessionStart or SessionResume:
                throw new ProtocolException("already_started", "The session has started; use session.update.");
            case SessionUpdate update:
                session.Update(update.Session);
                input.Instruct(session.AgentInstructions);
                input.OfferTools(session.Tools);
                await announcer.SendAsync("session.updated", (session, clientEvent.EventId), static (json, state) =>
                {
                    WireEvent.WriteOptional(json, "client_event_id", state.EventId);
                    state.session.WriteResource(json);
                }, cancellationToken);
                break;
            case InputAudioAppend append:
                announcer.Reflect(_audio.Write(append.Audio));
                await NoticeDropsAsync(cancellationToken);
                break;
            case InputAudioMute or InputAudioUnmute:
                _audio.Muted = clientEvent is InputAudioMute;
                await AcknowledgeAsync(_audio.Muted ? "session.input_audio.muted" : "session.input_audio.unmuted", clientEvent, cancellationToken);
                break;
            case FixturePlay play:
                announcer.FixtureRequest = clientEvent.EventId;
                if (!input.TryPlayFixture(ReadFixture(play.Audio)))
                {
                    throw FixtureActive();
                }

                break;
            case InstructionsAppend append:
                CheckAppend(append.Content, append.DelegationId);
                session.AppendInstructions(append.Content);
                input.Instruct(session.AgentInstructions);
                await AcknowledgeAsync("session.instructions.appended", clientEvent, cancellationToken);
                break;
            case ThinkingAppend append:
                CheckAppend(append.Content, append.DelegationId);
                await InjectAsync(InjectionKind.Progress, append.Content, append.DelegationId, cancellationToken);
                await AcknowledgeAsync("session.thinking.appended", clientEvent, cancellationToken);
                break;
            case CommentaryAppend append:
                CheckAppend(append.Content, append.DelegationId);
                await InjectAsync(InjectionKind.Result, append.Content, append.DelegationId, cancellationToken);
                await AcknowledgeAsync("session.commentary.appended", clientEvent, cancellationToken);
                break;
            case ResponseItemCreate create:
                AddItem(create.Item);
                break;
            case ResponseCreate:
                RequireResponses();
                break;
            case InputTextAppend append:
                TokenCount.Check(append.Text, MostAppendTokens, "text");
                await input.InjectAsync(new Injection(InjectionKind.UserText, append.Text), cancellationToken);
                break;
            case InputVideoAppend append:
                Show(append);
                break;
            case UiActionEvent action:
                if (await input.ActAsync(new UiAction(action.SurfaceId, action.Name, action.SourceComponentId, action.Context), cancellationToken) is { } problem)
                {
                    throw new ProtocolException("invalid_action", problem);
                }

                break;
            case PlaybackAck ack:
                input.AcknowledgePlayback(ack.PlayedMs);
                break;
        }
    }

    private void CheckAppend(string content, string? delegationId)
    {
        TokenCount.Check(content, MostAppendTokens, "content");
        if (input.IsPlayingFixture)
        {
            throw FixtureActive();
        }

        if (delegationId is not null && !session.ClientDelegation)
        {
            throw new ProtocolException("unexpected_delegation_id", "The host's own agent does the delegated work of this session: \"delegation_id\" must be null.", "delegation_id");
        }

        if (delegationId is not null && !_work.ContainsKey(delegationId))
        {
            throw new ProtocolException("unknown_delegation", $"There is no delegation '{delegationId}' in this session.", "delegation_id");
        }
    }

    /// <summary>Gives the model what a client says about its work, but for what it took back, or says twice.</summary>
    private async ValueTask InjectAsync(InjectionKind kind, string content, string? delegationId, CancellationToken cancellationToken)
    {
        if (delegationId is null || _work[delegationId].IsNews(kind, content))
        {
            await input.InjectAsync(new Injection(kind, content) { DelegationId = delegationId }, cancellationToken);
        }
    }

    private void AddItem(JsonElement item)
    {
        RequireResponses();
        string? type = Text(item, "type");
        if (type == "function_call_output")
        {
            string callId = Text(item, "call_id") ?? throw new ProtocolException("missing_parameter", "A function_call_output has a \"call_id\".", "item.call_id");
            string output = item.TryGetProperty("output", out JsonElement value) ? value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText() : "";
            if (!input.AnswerTool(callId, output))
            {
                throw new ProtocolException("unknown_call", $"No call '{callId}' waits for an output: it was answered, taken back, or given up.", "item.call_id");
            }
        }
        else if (type is null or "message" && item.TryGetProperty("content", out JsonElement content))
        {
            string text = content.ValueKind is JsonValueKind.String ? content.GetString()! : string.Join('\n', content.EnumerateArray().Select(part => Text(part, "text")));
            TokenCount.Check(text, MostAppendTokens, "item.content");
            session.AppendInstructions(text);
            input.Instruct(session.AgentInstructions);
        }
        else
        {
            throw new ProtocolException("unsupported_item", $"Items are messages and function_call_output, not '{type}'.", "item.type");
        }
    }

    private void RequireResponses()
    {
        if (session.ClientDelegation)
        {
            throw new ProtocolException("unsupported_event", "This session delegates to the client: there is no backend that takes items. Use session.commentary.append.");
        }
    }

    private async ValueTask NoticeDropsAsync(CancellationToken cancellationToken)
    {
        long dropped = input.DroppedSamples;
        if (dropped > _droppedBefore && (_noticed < 0 || time.GetElapsedTime(_noticed) > BetweenNotices))
        {
            long milliseconds = 1_000 * (dropped - _droppedBefore) / input.Layout.InputSampleRate;
            (_noticed, _droppedBefore) = (time.GetTimestamp(), dropped);
            await announcer.SendAsync("info", milliseconds, static (json, milliseconds) =>
            {
                json.WriteString("code"u8, "input_audio_dropped"u8);
                json.WriteString("message"u8, $"{milliseconds} ms of input audio were not heard: they came too late, or too far ahead of time.");
            }, cancellationToken);
        }
    }

    private float[] ReadFixture(string base64)
    {
        var bytes = new byte[(base64.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(base64, bytes, out int count) || count is 0 || count % 2 != 0)
        {
            throw new ProtocolException("invalid_audio", "A fixture's \"audio\" is base64 of whole 16-bit samples at 24 kHz.", "audio");
        }

        if (count / 2 > LongestFixture.TotalSeconds * FixtureRate)
        {
            throw new ProtocolException("invalid_audio", $"A fixture is at most {LongestFixture.TotalSeconds:0} s long; this one has {count / 2 / FixtureRate} s.", "audio");
        }

        var samples = new ArrayBufferWriter<float>(count / 2);
        new WireAudioFormat(WireAudioFormat.Pcm, FixtureRate).Decode(bytes.AsSpan(0, count), samples);
        return Resampler.Convert(samples.WrittenSpan, FixtureRate, input.Layout.OutputSampleRate);
    }

    private void Show(InputVideoAppend append)
    {
        if (append.MediaType is not ("image/jpeg" or "image/png"))
        {
            throw new ProtocolException("invalid_image", $"\"media_type\" is '{append.MediaType}': use image/jpeg or image/png.", "media_type");
        }

        PictureIn.Show(input, append.Image, append.MediaType, "image");
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind is JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static ProtocolException FixtureActive() => new("fixture_active", "A fixture is playing. Try again after session.output_audio.fixture.played.");

    private ValueTask AcknowledgeAsync(string type, ClientEvent clientEvent, CancellationToken cancellationToken) =>
        announcer.AcknowledgeAsync(type, clientEvent.EventId, cancellationToken);

    /// <summary>A delegation the client works on.</summary>
    private sealed class Work
    {
        private readonly HashSet<(InjectionKind, string)> _said = [];

        public bool Cancelled { get; set; }

        public bool IsNews(InjectionKind kind, string content)
        {
            lock (_said)
            {
                return !Cancelled && _said.Add((kind, content));
            }
        }
    }
}
