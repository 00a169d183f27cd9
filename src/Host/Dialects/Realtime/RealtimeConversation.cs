using System.Text.Json;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using InteractionCore.Sessions;

namespace AgentHost.Dialects.Realtime;

/// <summary>
/// Tells a duplex session as turns and responses, for clients that know nothing else. A response opens when the model starts to speak
/// (or when the client asks for one) and closes when it stops; when the model yields, the user's speech has started, and the response
/// is cancelled.
/// </summary>
/// <remarks>Session events and client events come on two threads: each takes <see cref="Lock"/> for as long as it lasts.</remarks>
internal sealed class RealtimeConversation(RealtimeSession session, RealtimeItems items, RealtimeEvents events, int modelRate)
{
    /// <summary>Silence after which the model has finished what it was saying.</summary>
    private const long SpeechEndsAfterMs = 600;

    /// <summary>Silence after which the user has, when the model does not start to speak before.</summary>
    private const long UserEndsAfterMs = 1_000;

    /// <summary>How long a response that was asked for waits for the model to say something, when nobody works on an answer.</summary>
    private const long EmptyAfterMs = 8_000;

    /// <summary>About how long before it is recognized a word began.</summary>
    private const long WordMs = 300;

    /// <summary>A cancel that crosses the end of its response on the way is none to complain about.</summary>
    private const long CrossingMs = 3_000;

    private readonly HashSet<string> _working = new(StringComparer.Ordinal);
    private RealtimeResponse? _response;
    private RealtimeItem? _user;
    private bool _announced;
    private long _userSpokeMs;
    private long _closedMs = -CrossingMs;

    /// <summary>What the model said before it took notice of a cancel is void: nothing of it is sent until the clear that follows.</summary>
    private bool _hushing;

    private int _responses;
    private AudioOut? _audio;
    private WireAudioFormat? _audioFormat;

    public Lock Lock { get; } = new();

    public long NowMs { get; private set; }

    public bool HasResponse => _response is not null;

    public void Take(SessionEvent sessionEvent)
    {
        NowMs = Math.Max(NowMs, sessionEvent.TimeMs);
        switch (sessionEvent)
        {
            case TurnTimed:
                Tick();
                break;
            case InputTranscript heard:
                Hear(heard);
                break;
            case OutputTranscript when _hushing:
                break;
            case OutputTranscript said:
                Respond(said.Backchannel).Say(said.Text, said.StartMs, NowMs);
                break;
            case AudioDelta late when _hushing:
                late.Chunk.Dispose();
                break;
            case AudioDelta audio:
                Sound(audio);
                break;
            case OutputCleared:
                Clear();
                break;
            case DelegationCreated created:
                _working.Add(created.DelegationId);
                break;
            case DelegationUpdated { Update.Status: not DelegationStatus.Running } ended:
                _working.Remove(ended.DelegationId);
                break;
            case ClientToolCalled called:
                Call(called.Call);
                break;
        }
    }

    /// <summary>Opens a response because the client asks for one.</summary>
    public void Open(JsonElement? metadata = null, bool? textOnly = null)
    {
        EndUserTurn();
        _response = new RealtimeResponse($"resp_{++_responses}", session, items, events, NowMs, textOnly ?? session.TextOnly);
        _response.Create(metadata);
    }

    /// <summary>Ends the response because the client wants it; false when there is none, and was none a moment ago.</summary>
    /// <param name="hush">Silences the model.</param>
    public bool Cancel(Action hush)
    {
        if (_response is null)
        {
            return NowMs - _closedMs < CrossingMs;
        }

        _hushing = _response.HasSpeech;
        if (_hushing)
        {
            hush();
        }

        Close("client_cancelled");
        return true;
    }

    /// <summary>Makes what the user has said an item of its own.</summary>
    public void Commit()
    {
        _user ??= NewUserItem();
        _announced = true;
        EndUserTurn(isCommit: true);
    }

    private void Tick()
    {
        if (_response is { } response)
        {
            long quiet = NowMs - response.SpokenMs;
            if (response.HasSpeech ? quiet >= SpeechEndsAfterMs : quiet >= EmptyAfterMs && _working.Count == 0)
            {
                Close(null);
            }
        }

        if (_user is not null && NowMs - _userSpokeMs >= UserEndsAfterMs)
        {
            EndUserTurn();
        }
    }

    private void Hear(InputTranscript heard)
    {
        _user ??= NewUserItem();
        _userSpokeMs = NowMs;
        _user.StartMs = _user.StartMs < 0 ? Math.Max(0, heard.EndMs - WordMs) : _user.StartMs;
        _user.EndMs = heard.EndMs;
        _user.Text += heard.Text;

        // Clients stop playing at this event. While the model speaks on, it is the model that has decided not to be interrupted.
        if (_response is not { HasSpeech: true })
        {
            AnnounceSpeech();
        }
    }

    private void Sound(AudioDelta audio)
    {
        using (audio.Chunk)
        {
            if (_audioFormat != session.Output)
            {
                (_audio, _audioFormat) = (new AudioOut(modelRate, session.Output), session.Output);
            }

            long endMs = audio.StartMs + (1_000L * audio.Chunk.Length / modelRate);
            Respond(backchannel: false).Sound(_audio!.Encode(audio.Chunk.Samples), audio.StartMs, endMs, NowMs, audio.Epoch);
        }
    }

    private void Call(ClientToolCall call)
    {
        EndUserTurn();
        if (_response is null)
        {
            Open();
        }

        _response!.Call(call.CallId, call.Name, call.Arguments);
        if (!_response.HasSpeech)
        {
            // The client answers, and asks for the next response, when this one is done.
            Close(null);
        }
    }

    private void Clear()
    {
        if (_hushing)
        {
            _hushing = false;
            return;
        }

        _user ??= NewUserItem();
        _userSpokeMs = NowMs;
        _user.StartMs = _user.StartMs < 0 ? NowMs : _user.StartMs;
        AnnounceSpeech();
        Close("turn_detected");
    }

    private RealtimeResponse Respond(bool backchannel)
    {
        if (!backchannel)
        {
            EndUserTurn();
        }

        if (_response is null)
        {
            Open();
        }

        return _response!;
    }

    private void Close(string? reason)
    {
        _closedMs = NowMs;
        _response?.Close(reason);
        _response = null;
    }

    private RealtimeItem NewUserItem()
    {
        _announced = false;
        _userSpokeMs = NowMs;
        return new RealtimeItem(items.NextId(), RealtimeItem.Message) { Role = "user", Part = "input_audio" };
    }

    private void AnnounceSpeech()
    {
        if (!_announced)
        {
            _announced = true;
            events.Post("input_audio_buffer.speech_started", _user!, static (json, user) =>
            {
                json.WriteNumber("audio_start_ms"u8, user.StartMs);
                json.WriteString("item_id"u8, user.Id);
            });
        }
    }

    private void EndUserTurn(bool isCommit = false)
    {
        if (_user is not { } user)
        {
            return;
        }

        _user = null;
        if (_announced && !isCommit)
        {
            events.Post("input_audio_buffer.speech_stopped", (user, NowMs), static (json, state) =>
            {
                json.WriteNumber("audio_end_ms"u8, state.user.EndMs < 0 ? state.NowMs : state.user.EndMs);
                json.WriteString("item_id"u8, state.user.Id);
            });
        }

        string? before = items.Add(user);
        events.Post("input_audio_buffer.committed", (user, before), static (json, state) =>
        {
            json.WriteString("previous_item_id"u8, state.before);
            json.WriteString("item_id"u8, state.user.Id);
        });
        events.PostItem("conversation.item.added", user, before);
        events.PostItem("conversation.item.done", user, before);
        user.Text = user.Text.Trim();
        events.Post("conversation.item.input_audio_transcription.delta", user, static (json, user) => WriteTranscript(json, user, "delta"));
        events.Post("conversation.item.input_audio_transcription.completed", user, static (json, user) =>
        {
            WriteTranscript(json, user, "transcript");
            json.WriteStartObject("usage"u8);
            json.WriteString("type"u8, "duration"u8);
            // Whole ones, begun: the NuGet client reads an integer.
            json.WriteNumber("seconds"u8, (Math.Max(0, user.EndMs - user.StartMs) + 999) / 1_000);
            json.WriteEndObject();
        });
    }

    private static void WriteTranscript(Utf8JsonWriter json, RealtimeItem user, string name)
    {
        json.WriteString("item_id"u8, user.Id);
        json.WriteNumber("content_index"u8, 0);
        json.WriteString(name, user.Text);
    }
}
