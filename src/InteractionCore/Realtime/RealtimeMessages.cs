using System.Text.Json;
using InteractionCore.Delegation;
using InteractionCore.Model;
using InteractionCore.Sessions;
using Microsoft.Extensions.AI;

namespace InteractionCore.Realtime;

/// <summary>
/// A session's events as messages. A response opens when the model begins to speak and is done when it has been silent for three turns, or
/// cancelled when it yields.
/// </summary>
internal sealed class RealtimeMessages(ModelLayout layout, PcmOut mouth)
{
    private const int SilentTurns = 3;

    private int _responses;
    private int _items;
    private long _spokeUntilMs = -1;
    private bool _isOpen;

    private string ResponseId => $"resp_{_responses}";

    /// <summary>Disposes the event's sound.</summary>
    public IEnumerable<RealtimeServerMessage> Of(SessionEvent sessionEvent)
    {
        switch (sessionEvent)
        {
            case AudioDelta audio:
                using (audio.Chunk)
                {
                    return [.. Open(audio.TimeMs), new OutputTextAudioRealtimeServerMessage(RealtimeServerMessageType.OutputAudioDelta) { Audio = mouth.ToBase64(audio.Chunk.Samples), ResponseId = ResponseId, ItemId = $"item_{_responses}" }];
                }

            case OutputTranscript said:
                return [.. Open(said.TimeMs), new OutputTextAudioRealtimeServerMessage(RealtimeServerMessageType.OutputAudioTranscriptionDelta) { Text = said.Text, ResponseId = ResponseId, ItemId = $"item_{_responses}" }];
            case InputTranscript heard:
                return [new InputAudioTranscriptionRealtimeServerMessage(RealtimeServerMessageType.InputAudioTranscriptionDelta) { Transcription = heard.Text }];
            case OutputCleared:
                return Close(RealtimeResponseStatus.Cancelled);
            case TurnTimed timed when _isOpen && timed.TimeMs - _spokeUntilMs >= SilentTurns * layout.TurnMilliseconds:
                return Close(RealtimeResponseStatus.Completed);
            case ClientToolCalled called:
                return [new ResponseOutputItemRealtimeServerMessage(RealtimeServerMessageType.ResponseOutputItemDone) { ResponseId = ResponseId, Item = ItemOf(called.Call) }];
            default:
                return [];
        }
    }

    private RealtimeServerMessage[] Open(long timeMs)
    {
        _spokeUntilMs = timeMs;
        if (_isOpen)
        {
            return [];
        }

        _isOpen = true;
        _responses++;
        return [new ResponseCreatedRealtimeServerMessage(RealtimeServerMessageType.ResponseCreated) { ResponseId = ResponseId }];
    }

    private RealtimeServerMessage[] Close(string status)
    {
        if (!_isOpen)
        {
            return [];
        }

        _isOpen = false;
        return [new ResponseCreatedRealtimeServerMessage(RealtimeServerMessageType.ResponseDone) { ResponseId = ResponseId, Status = status }];
    }

    private RealtimeConversationItem ItemOf(ClientToolCall call)
    {
        var arguments = JsonSerializer.Deserialize(call.Arguments, ToolAnswer.Json.GetTypeInfo(typeof(IDictionary<string, object?>))) as IDictionary<string, object?>;
        return new RealtimeConversationItem([new FunctionCallContent(call.CallId, call.Name, arguments)], $"call_item_{++_items}", ChatRole.Assistant);
    }
}
