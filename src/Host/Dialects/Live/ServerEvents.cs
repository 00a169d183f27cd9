using System.Text.Json;
using InteractionCore.Sessions;

namespace AgentHost.Dialects.Live;

/// <summary>Writes a session's events as JSON objects with the published protocol's names, for the wire and for the terminal.</summary>
internal static class ServerEvents
{
    /// <summary>The event's name, or null for an event without one on the wire.</summary>
    public static string TypeOf(SessionEvent sessionEvent) => sessionEvent switch
    {
        AudioDelta => "session.output_audio.delta",
        InputTranscript => "session.input_transcript.delta",
        OutputTranscript => "session.output_transcript.delta",
        OutputCleared => "session.output_audio.cleared",
        DelegationCreated => "session.delegation.created",
        DelegationUpdated => "session.delegation.updated",
        Injected => "session.context.injected",
        UiPatched => "session.ui.patch",
        AppShown => "session.ui.app",
        TurnTimed => "session.turn",
        ClientToolCalled => "session.client_tool.called",
        FixturePlaying => "session.output_audio.fixture.playing",
        FixturePlayed => "session.output_audio.fixture.played",
        _ => throw new ArgumentException($"No name for {sessionEvent.GetType().Name}.", nameof(sessionEvent)),
    };

    /// <summary>The extension an event belongs to; null for the published protocol's own.</summary>
    public static string? ExtensionOf(SessionEvent sessionEvent) => sessionEvent switch
    {
        OutputCleared => LiveExtensions.Playback,
        DelegationUpdated => LiveExtensions.Delegations,
        Injected => LiveExtensions.Injections,
        UiPatched or AppShown => LiveExtensions.Ui,
        TurnTimed => LiveExtensions.Turns,
        _ => null,
    };

    /// <summary>Writes the event's own fields; audio is the caller's, since it depends on the format.</summary>
    /// <param name="delegationTarget">"client", or "host" for the host's own agent.</param>
    public static void WriteFields(Utf8JsonWriter json, SessionEvent sessionEvent, string delegationTarget)
    {
        switch (sessionEvent)
        {
            case AudioDelta audio:
                json.WriteNumber("start_ms"u8, audio.StartMs);
                json.WriteNumber("epoch"u8, audio.Epoch);
                break;
            case InputTranscript heard:
                WriteTranscript(json, heard.Text, heard.EndMs, heard.EndMs);
                break;
            case OutputTranscript said:
                WriteTranscript(json, said.Text, said.StartMs, said.StartMs);
                if (said.Backchannel)
                {
                    json.WriteBoolean("backchannel"u8, true);
                }

                break;
            case OutputCleared cleared:
                json.WriteNumber("epoch"u8, cleared.Epoch);
                json.WriteNumber("from_ms"u8, cleared.TimeMs);
                break;
            case DelegationCreated created:
                json.WriteNumber("offset_ms"u8, created.TimeMs);
                json.WriteStartObject("delegation"u8);
                json.WriteString("id"u8, created.DelegationId);
                json.WriteString("type"u8, "delegation"u8);
                json.WriteString("target"u8, delegationTarget);
                json.WriteString("task"u8, created.Task);
                json.WriteEndObject();
                break;
            case DelegationUpdated updated:
                WriteUpdate(json, updated);
                break;
            case Injected injected:
                json.WriteString("kind"u8, Snake(injected.Kind.ToString()));
                json.WriteString("text"u8, injected.Text);
                WriteOptional(json, "delegation_id"u8, injected.DelegationId);
                break;
            case UiPatched ui:
                json.WriteString("surface_id"u8, ui.Ui.SurfaceId);
                json.WriteNumber("start_ms"u8, ui.TimeMs);
                WriteOptional(json, "delegation_id"u8, ui.DelegationId);
                json.WriteStartArray("messages"u8);
                foreach (JsonElement message in ui.Ui.Messages)
                {
                    message.WriteTo(json);
                }

                json.WriteEndArray();
                break;
            case AppShown shown:
                WriteApp(json, shown);
                break;
            case TurnTimed timed:
                json.WriteNumber("turn"u8, timed.Turn);
                json.WriteNumber("elapsed_ms"u8, Math.Round(timed.ElapsedMs, 2));
                json.WriteBoolean("late"u8, timed.Late);
                break;
        }
    }

    private static void WriteTranscript(Utf8JsonWriter json, string text, long startMs, long endMs)
    {
        json.WriteString("delta"u8, text);
        json.WriteNumber("start_ms"u8, startMs);
        json.WriteNumber("end_ms"u8, endMs);
    }

    private static void WriteUpdate(Utf8JsonWriter json, DelegationUpdated updated)
    {
        json.WriteString("delegation_id"u8, updated.DelegationId);
        json.WriteString("status"u8, Snake(updated.Update.Status.ToString()));
        WriteOptional(json, "tool"u8, updated.Update.Tool);
        if (updated.Update.Arguments is { } arguments)
        {
            json.WritePropertyName("arguments"u8);
            json.WriteRawValue(arguments);
        }

        WriteOptional(json, "detail"u8, updated.Update.Detail);
        if (updated.Update.Progress is { } progress)
        {
            json.WriteStartObject("progress"u8);
            json.WriteNumber("done"u8, progress.Done);
            if (progress.Total is { } total)
            {
                json.WriteNumber("total"u8, total);
            }

            WriteOptional(json, "message"u8, progress.Message);
            json.WriteEndObject();
        }
    }

    private static void WriteApp(Utf8JsonWriter json, AppShown shown)
    {
        json.WriteString("surface_id"u8, shown.App.SurfaceId);
        json.WriteNumber("start_ms"u8, shown.TimeMs);
        WriteOptional(json, "delegation_id"u8, shown.DelegationId);
        WriteOptional(json, "title"u8, shown.App.Title);
        json.WriteString("html"u8, shown.App.Html);
        json.WriteStartObject("csp"u8);
        WriteOrigins("connect_domains", shown.App.ConnectDomains);
        WriteOrigins("resource_domains", shown.App.ResourceDomains);
        json.WriteEndObject();
        WriteValue("arguments", shown.App.Arguments);
        WriteValue("result", shown.App.Result);

        void WriteOrigins(string name, IReadOnlyList<string> origins)
        {
            json.WriteStartArray(name);
            foreach (string origin in origins)
            {
                json.WriteStringValue(origin);
            }

            json.WriteEndArray();
        }

        void WriteValue(string name, JsonElement? value)
        {
            if (value is { } given)
            {
                json.WritePropertyName(name);
                given.WriteTo(json);
            }
        }
    }

    private static void WriteOptional(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
