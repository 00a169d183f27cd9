using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using InteractionCore.Audio;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Sessions;
using InteractionCore.Turns;

namespace AgentHost.Dialects.Live;

/// <summary>One client of the Live dialect: its events go into the session, the session's events go out to it.</summary>
internal sealed class LiveTransport(LiveSocket socket, LiveSession session) : ISessionTransport
{
    private readonly ArrayBufferWriter<float> _decoded = new(8_192);
    private readonly ArrayBufferWriter<float> _heard = new(8_192);
    private readonly ArrayBufferWriter<float> _toPlay = new(8_192);
    private readonly ArrayBufferWriter<byte> _encoded = new(16_384);
    private bool _muted;

    public async Task ReceiveAsync(SessionInput input, CancellationToken cancellationToken)
    {
        var toModel = new Resampler(session.Format.Rate, input.Layout.InputSampleRate);
        while (await socket.ReceiveAsync(cancellationToken) is { } bytes)
        {
            ClientEvent? clientEvent = null;
            try
            {
                clientEvent = LiveJson.Read(bytes.Span);
                if (clientEvent is SessionClose)
                {
                    return;
                }

                await HandleAsync(clientEvent, input, toModel, cancellationToken);
            }
            catch (LiveProtocolException exception)
            {
                await socket.SendErrorAsync(exception.Code, exception.Message, clientEvent?.EventId, cancellationToken);
            }
        }
    }

    public async Task SendAsync(ChannelReader<SessionEvent> events, CancellationToken cancellationToken)
    {
        var toClient = new Resampler(session.Layout.OutputSampleRate, session.Format.Rate);
        await foreach (SessionEvent sessionEvent in events.ReadAllAsync(cancellationToken))
        {
            if (sessionEvent is AudioDelta audio)
            {
                EncodeAudio(audio, toClient);
            }

            if (ServerEvents.ExtensionOf(sessionEvent) is not { } extension || session.Extensions.Contains(extension))
            {
                await socket.SendAsync(ServerEvents.TypeOf(sessionEvent), (sessionEvent, this), static (json, state) => state.Item2.Write(json, state.sessionEvent), cancellationToken);
            }
        }
    }

    private async ValueTask HandleAsync(ClientEvent clientEvent, SessionInput input, Resampler toModel, CancellationToken cancellationToken)
    {
        switch (clientEvent)
        {
            case SessionStart:
                throw new LiveProtocolException("already_started", "The session has started; use session.update.");
            case SessionUpdate update:
                await UpdateAsync(update, input, cancellationToken);
                break;
            case InputAudioAppend append:
                WriteAudio(append.Audio, input, toModel);
                break;
            case InputAudioMute or InputAudioUnmute:
                _muted = clientEvent is InputAudioMute;
                await AcknowledgeAsync(_muted ? "session.input_audio.muted" : "session.input_audio.unmuted", clientEvent, cancellationToken);
                break;
            case InstructionsAppend append:
                session.Instructions = string.IsNullOrEmpty(session.Instructions) ? append.Content : $"{session.Instructions}\n{append.Content}";
                input.Instruct(session.Instructions);
                await AcknowledgeAsync("session.instructions.appended", clientEvent, cancellationToken);
                break;
            case ThinkingAppend append:
                await input.InjectAsync(new Injection(InjectionKind.Progress, append.Content) { DelegationId = append.DelegationId }, cancellationToken);
                await AcknowledgeAsync("session.thinking.appended", clientEvent, cancellationToken);
                break;
            case CommentaryAppend append:
                await input.InjectAsync(new Injection(InjectionKind.Result, append.Content) { DelegationId = append.DelegationId }, cancellationToken);
                await AcknowledgeAsync("session.commentary.appended", clientEvent, cancellationToken);
                break;
            case InputTextAppend append:
                await input.InjectAsync(new Injection(InjectionKind.UserText, append.Text), cancellationToken);
                break;
            case InputVideoAppend append:
                Show(append, input);
                break;
            case UiActionEvent action:
                if (await input.ActAsync(new UiAction(action.SurfaceId, action.Name, action.SourceComponentId, action.Context), cancellationToken) is { } problem)
                {
                    throw new LiveProtocolException("invalid_action", problem);
                }

                break;
            case PlaybackAck ack:
                input.AcknowledgePlayback(ack.PlayedMs);
                break;
        }
    }

    private async ValueTask UpdateAsync(SessionUpdate update, SessionInput input, CancellationToken cancellationToken)
    {
        if (update.Session.Audio is not null || update.Session.Model is not null || update.Session.Extensions is not null || update.Session.Delegation is not null || update.Session.UnwantedTools is not null)
        {
            throw new LiveProtocolException("not_updatable", "Of a running session only \"instructions\" can be updated.");
        }

        session.Instructions = update.Session.Instructions;
        input.Instruct(session.Instructions);
        await socket.SendAsync("session.updated", session, static (json, state) => state.WriteResource(json), cancellationToken);
    }

    private void WriteAudio(string base64, SessionInput input, Resampler toModel)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent((base64.Length / 4 * 3) + 3);
        try
        {
            if (!Convert.TryFromBase64String(base64, rented, out int count))
            {
                throw new LiveProtocolException("invalid_audio", "\"audio\" is not base64.");
            }

            // A muted microphone is silence, not a pause of the session.
            rented.AsSpan(0, _muted ? count : 0).Clear();
            _decoded.ResetWrittenCount();
            _heard.ResetWrittenCount();
            session.Format.Decode(rented.AsSpan(0, count), _decoded);
            toModel.Process(_decoded.WrittenSpan, _heard);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        // In pieces of a turn at most, so that a long append does not count as one chunk of the queue.
        for (ReadOnlySpan<float> rest = _heard.WrittenSpan; !rest.IsEmpty;)
        {
            int count = Math.Min(rest.Length, input.Layout.InputSamplesPerTurn);
            input.WriteAudio(AudioChunk.Copy(rest[..count]));
            rest = rest[count..];
        }
    }

    private static void Show(InputVideoAppend append, SessionInput input)
    {
        try
        {
            input.ShowFrame(new VideoFrame(DecodeImage(append), append.MediaType));
        }
        catch (FrameException exception)
        {
            throw new LiveProtocolException("invalid_image", exception.Message);
        }
    }

    private static byte[] DecodeImage(InputVideoAppend append)
    {
        if (append.MediaType is not ("image/jpeg" or "image/png"))
        {
            throw new LiveProtocolException("invalid_image", $"\"media_type\" is '{append.MediaType}': use image/jpeg or image/png.");
        }

        byte[] picture;
        try
        {
            picture = Convert.FromBase64String(append.Image);
        }
        catch (FormatException)
        {
            throw new LiveProtocolException("invalid_image", "\"image\" is not base64.");
        }

        return PictureCheck.Problem(picture, append.MediaType) is { } problem ? throw new LiveProtocolException("invalid_image", problem) : picture;
    }

    private void EncodeAudio(AudioDelta audio, Resampler toClient)
    {
        _toPlay.ResetWrittenCount();
        _encoded.ResetWrittenCount();
        toClient.Process(audio.Chunk.Samples, _toPlay);
        session.Format.Encode(_toPlay.WrittenSpan, _encoded);
        audio.Chunk.Dispose();
    }

    private void Write(Utf8JsonWriter json, SessionEvent sessionEvent)
    {
        if (sessionEvent is AudioDelta)
        {
            json.WriteBase64String("delta"u8, _encoded.WrittenSpan);
        }

        ServerEvents.WriteFields(json, sessionEvent, session.DelegationTarget);
    }

    private ValueTask AcknowledgeAsync(string type, ClientEvent clientEvent, CancellationToken cancellationToken) =>
        socket.SendAsync(type, clientEvent.EventId, static (json, id) =>
        {
            if (id is not null)
            {
                json.WriteString("client_event_id"u8, id);
            }
        }, cancellationToken);
}
