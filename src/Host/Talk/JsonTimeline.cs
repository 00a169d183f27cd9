using System.Text;
using System.Text.Json;
using AgentHost.Dialects.Live;
using InteractionCore.Model;
using InteractionCore.Sessions;

namespace AgentHost.Talk;

/// <summary>One JSON object a line: <c>t_ms</c>, <c>type</c> and the event's fields as on the wire; audio as its length only.</summary>
internal sealed class JsonTimeline(TextWriter writer, ModelLayout layout) : ITalkOutput
{
    public void Started(ITalkSource source, ModelDescription model) => WriteLine(0, "session.started", json =>
    {
        json.WriteNumber("audio_ms"u8, (long)(source.Length ?? TimeSpan.Zero).TotalMilliseconds);
        json.WriteString("model"u8, model.Name);
        json.WriteString("device"u8, model.Device);
        json.WriteString("voice"u8, model.Voice);
    });

    public void Write(SessionEvent sessionEvent) => WriteLine(sessionEvent.TimeMs, ServerEvents.TypeOf(sessionEvent), json =>
    {
        ServerEvents.WriteFields(json, sessionEvent, "host");
        if (sessionEvent is AudioDelta audio)
        {
            json.WriteNumber("samples"u8, audio.Chunk.Length);
        }
    });

    public void Ended(SessionSummary summary, bool live) => WriteLine(summary.Turns.Count * layout.TurnMilliseconds, "session.closed", json =>
    {
        json.WriteString("reason"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName(summary.Reason.ToString()));
        if (summary.Detail is not null)
        {
            json.WriteString("detail"u8, summary.Detail);
        }

        json.WriteNumber("turns"u8, summary.Turns.Count);
        json.WriteNumber("turn_ms_p50"u8, Math.Round(summary.Turns.Quantile(.5), 2));
        json.WriteNumber("turn_ms_p99"u8, Math.Round(summary.Turns.Quantile(.99), 2));
        json.WriteNumber("turn_ms_max"u8, Math.Round(summary.Turns.MaxMs, 2));
        json.WriteBoolean("real_time"u8, live);
        json.WriteNumber("late_turns"u8, summary.Turns.Late);
    });

    private void WriteLine(long timeMs, string type, Action<Utf8JsonWriter> writeFields)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteNumber("t_ms"u8, timeMs);
            json.WriteString("type"u8, type);
            writeFields(json);
            json.WriteEndObject();
        }

        writer.WriteLine(Encoding.UTF8.GetString(line.GetBuffer().AsSpan(0, (int)line.Length)));
    }
}
