using System.Text.Json;
using InteractionCore.Sessions;

namespace AgentHost.Dialects.Live;

/// <summary>Tells a session's events to its client and to those that watch it.</summary>
/// <remarks>
/// Session events have one caller, as has reflected audio. A watcher that does not read is left behind; the client itself makes the
/// session wait, and in the end stop.
/// </remarks>
internal sealed class LiveAnnouncer(LiveSession session, Outbox outbox, TimeProvider time)
{
    private static readonly WireAudioFormat WatchersFormat = new(WireAudioFormat.Pcm, 24_000);

    private readonly Lock _lock = new();
    private readonly long _started = time.GetTimestamp();
    private readonly AudioOut _toClient = new(session.Layout.OutputSampleRate, session.Format);
    private readonly AudioOut _toWatchers = new(session.Layout.OutputSampleRate, WatchersFormat);
    private readonly AudioOut _reflected = new(session.Format.Rate, WatchersFormat);
    private volatile Outbox[] _watchers = [];

    /// <summary>The client's event that the fixture being played came with.</summary>
    public string? FixtureRequest { get; set; }

    public int Watchers => _watchers.Length;

    /// <summary>Since the session's start, as far as this side can tell; for what has no place of its own.</summary>
    private long NowMs => (long)time.GetElapsedTime(_started).TotalMilliseconds;

    public void Add(Outbox watcher)
    {
        lock (_lock)
        {
            _watchers = [.. _watchers, watcher];
        }
    }

    public void Remove(Outbox watcher)
    {
        lock (_lock)
        {
            _watchers = [.. _watchers.Where(other => other != watcher)];
        }
    }

    /// <summary>Sends an event to all.</summary>
    public ValueTask SendAsync<TState>(string type, TState state, Action<Utf8JsonWriter, TState> writeFields, CancellationToken cancellationToken)
    {
        ToWatchers(type, state, writeFields);
        return outbox.SendAsync(type, state, writeFields, cancellationToken);
    }

    public ValueTask AcknowledgeAsync(string type, string? clientEventId, CancellationToken cancellationToken)
    {
        bool hasPlace = type.EndsWith("appended", StringComparison.Ordinal);
        return SendAsync(type, (clientEventId, hasPlace ? NowMs : -1), static (json, state) =>
        {
            WireEvent.WriteOptional(json, "client_event_id", state.clientEventId);
            if (state.Item2 >= 0)
            {
                json.WriteNumber("start_ms"u8, state.Item2);
                json.WriteNumber("end_ms"u8, state.Item2);
            }
        }, cancellationToken);
    }

    /// <summary>Shows watchers what the client said, before muting.</summary>
    public void Reflect(ReadOnlySpan<float> samples)
    {
        if (_watchers.Length > 0)
        {
            ToWatchers("session.input_audio.append", _reflected.Encode(samples), static (json, audio) => json.WriteBase64String("audio"u8, audio.Span));
        }
    }

    /// <summary>Sends a session's event. Disposes its audio.</summary>
    public async ValueTask SendAsync(SessionEvent sessionEvent, CancellationToken cancellationToken)
    {
        switch (sessionEvent)
        {
            case AudioDelta audio:
                await SendAsync(audio, cancellationToken);
                break;
            case FixturePlaying or FixturePlayed:
                await AcknowledgeAsync($"session.output_audio.fixture.{(sessionEvent is FixturePlaying ? "playing" : "played")}", FixtureRequest, cancellationToken);
                break;
            default:
                if (session.Delegation == "responses" && ResponseEvents.TryGet(sessionEvent, out Action<Utf8JsonWriter, SessionEvent>? writeResponse))
                {
                    await SendAsync("response.event", sessionEvent, writeResponse, cancellationToken);
                }

                if (sessionEvent is not ClientToolCalled && (ServerEvents.ExtensionOf(sessionEvent) is not { } extension || session.Extensions.Contains(extension)))
                {
                    await SendAsync(ServerEvents.TypeOf(sessionEvent), (sessionEvent, session.DelegationTarget), static (json, state) => ServerEvents.WriteFields(json, state.sessionEvent, state.DelegationTarget), cancellationToken);
                }

                break;
        }
    }

    private async ValueTask SendAsync(AudioDelta audio, CancellationToken cancellationToken)
    {
        try
        {
            if (_watchers.Length > 0)
            {
                long endMs = audio.StartMs + (1_000L * audio.Chunk.Length / session.Layout.OutputSampleRate);
                ToWatchers("session.output_audio.delta", (audio, endMs, bytes: _toWatchers.Encode(audio.Chunk.Samples)), static (json, state) =>
                {
                    json.WriteBase64String("delta"u8, state.bytes.Span);
                    ServerEvents.WriteFields(json, state.audio, "");
                    json.WriteNumber("end_ms"u8, state.endMs);
                });
            }

            await outbox.SendAsync("session.output_audio.delta", (audio, bytes: _toClient.Encode(audio.Chunk.Samples)), static (json, state) =>
            {
                json.WriteBase64String("delta"u8, state.bytes.Span);
                ServerEvents.WriteFields(json, state.audio, "");
            }, cancellationToken, audio.Epoch);
        }
        finally
        {
            audio.Chunk.Dispose();
        }
    }

    private void ToWatchers<TState>(string type, TState state, Action<Utf8JsonWriter, TState> writeFields)
    {
        foreach (Outbox watcher in _watchers)
        {
            if (!watcher.TrySend(type, state, writeFields))
            {
                Remove(watcher);
                watcher.Complete();
            }
        }
    }
}
