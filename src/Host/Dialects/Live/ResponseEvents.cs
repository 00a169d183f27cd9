using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using InteractionCore.Injections;
using InteractionCore.Sessions;

namespace AgentHost.Dialects.Live;

/// <summary>The agent's work as <c>response.event</c>: the events of the Responses API that a client with functions of its own needs.</summary>
internal static class ResponseEvents
{
    /// <summary>How to write the event, when it is one of these.</summary>
    public static bool TryGet(SessionEvent sessionEvent, [NotNullWhen(true)] out Action<Utf8JsonWriter, SessionEvent>? write)
    {
        write = sessionEvent switch
        {
            DelegationCreated => static (json, created) => Write(json, ((DelegationCreated)created).DelegationId, "response.created", static (json, id) => WriteResponse(json, id, "in_progress")),
            ClientToolCalled => static (json, called) => WriteCall(json, (ClientToolCalled)called),
            DelegationUpdated { Update.Status: not DelegationStatus.Running } => static (json, ended) => WriteEnd(json, (DelegationUpdated)ended),
            _ => null,
        };
        return write is not null;
    }

    private static void WriteEnd(Utf8JsonWriter json, DelegationUpdated ended)
    {
        bool done = ended.Update.Status is DelegationStatus.Completed;
        if (done)
        {
            Write(json, ended.DelegationId, "response.completed", static (json, id) => WriteResponse(json, id, "completed"));
        }
        else
        {
            Write(json, ended.DelegationId, "response.failed", static (json, id) => WriteResponse(json, id, "failed"));
        }
    }

    private static void WriteCall(Utf8JsonWriter json, ClientToolCalled called)
    {
        json.WriteString("delegation_id"u8, called.DelegationId);
        json.WriteStartObject("event"u8);
        json.WriteString("type"u8, "response.output_item.done"u8);
        json.WriteNumber("output_index"u8, 0);
        json.WriteNumber("sequence_number"u8, called.TimeMs);
        json.WriteStartObject("item"u8);
        json.WriteString("type"u8, "function_call"u8);
        json.WriteString("id"u8, $"fc_{called.Call.CallId}");
        json.WriteString("call_id"u8, called.Call.CallId);
        json.WriteString("name"u8, called.Call.Name);
        json.WriteString("arguments"u8, called.Call.Arguments);
        json.WriteString("status"u8, "completed"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string delegationId, string type, Action<Utf8JsonWriter, string> writeBody)
    {
        json.WriteString("delegation_id"u8, delegationId);
        json.WriteStartObject("event"u8);
        json.WriteString("type"u8, type);
        writeBody(json, delegationId);
        json.WriteEndObject();
    }

    private static void WriteResponse(Utf8JsonWriter json, string delegationId, string status)
    {
        json.WriteStartObject("response"u8);
        json.WriteString("id"u8, $"resp_{delegationId}");
        json.WriteString("object"u8, "response"u8);
        json.WriteString("status"u8, status);
        json.WriteStartArray("output"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
