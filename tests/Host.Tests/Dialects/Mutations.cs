using System.Net.WebSockets;
using System.Text;

namespace AgentHost.Tests.Dialects;

/// <summary>Messages of both protocols with something wrong in most of them; the same for the same seed.</summary>
internal sealed class Mutations(int seed)
{
    private static readonly string[] Live =
    [
        """{"type":"session.start","session":{"model":"m"}}""",
        """{"type":"session.update","session":{"instructions":"x"}}""",
        """{"type":"session.input_audio.append","audio":"AAAAAAAA"}""",
        """{"type":"session.input_audio.mute","event_id":"e1"}""",
        """{"type":"session.input_audio.unmute"}""",
        """{"type":"session.output_audio.fixture.play","audio":"AAAAAAAA"}""",
        """{"type":"session.instructions.append","content":"x","delegation_id":null}""",
        """{"type":"session.thinking.append","content":"x","delegation_id":null}""",
        """{"type":"session.commentary.append","content":"x","delegation_id":"d1"}""",
        """{"type":"response.item.create","item":{"type":"function_call_output","call_id":"c","output":"x"}}""",
        """{"type":"response.create"}""",
        """{"type":"session.input_text.append","text":"hello"}""",
        """{"type":"session.input_video.append","image":"AAAA","media_type":"image/png"}""",
        """{"type":"session.playback.ack","played_ms":12}""",
        """{"type":"session.ui.action","surface_id":"s","name":"go","source_component_id":"b","context":{"a":1}}""",
        """{"type":"session.resume","session_id":"x","last_event_id":"event_1"}""",
    ];

    private static readonly string[] Realtime =
    [
        """{"type":"session.update","session":{"type":"realtime","instructions":"x","tools":[{"type":"function","name":"f","parameters":{}}]}}""",
        """{"type":"session.update","session":{"type":"realtime","audio":{"output":{"format":{"type":"audio/pcmu"}},"input":{"turn_detection":null}}}}""",
        """{"type":"input_audio_buffer.append","audio":"AAAAAAAA"}""",
        """{"type":"input_audio_buffer.commit"}""",
        """{"type":"input_audio_buffer.clear"}""",
        """{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"hello"}]}}""",
        """{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"call_1","output":"x"}}""",
        """{"type":"conversation.item.retrieve","item_id":"item_1"}""",
        """{"type":"conversation.item.truncate","item_id":"item_1","content_index":0,"audio_end_ms":10}""",
        """{"type":"conversation.item.delete","item_id":"item_1"}""",
        """{"type":"response.create","response":{"output_modalities":["text"],"metadata":{"a":"b"}}}""",
        """{"type":"response.cancel"}""",
        """{"type":"output_audio_buffer.clear"}""",
    ];

    private static readonly string[] Values = ["null", "true", "-1", "1e308", "99999999999999999999", "\"\"", "{}", "[]", "[[[[]]]]", "\"\\ud800\"", "\"\\u0000\"", "\"event_9999\""];

    private readonly Random _random = new(seed);

    public (byte[] Bytes, WebSocketMessageType Type) Next(bool live)
    {
        string[] seeds = live ? Live : Realtime;
        string text = seeds[_random.Next(seeds.Length)];
        byte[] bytes = _random.Next(6) switch
        {
            0 => Encoding.UTF8.GetBytes(text),
            1 => Encoding.UTF8.GetBytes(Revalue(text)),
            2 => Encoding.UTF8.GetBytes(text[.._random.Next(text.Length)]),
            3 => Flip(Encoding.ASCII.GetBytes(text)),
            4 => Encoding.UTF8.GetBytes(Rename(text)),
            _ => Encoding.UTF8.GetBytes(Revalue(Revalue(text))),
        };
        return (bytes, _random.Next(40) == 0 ? WebSocketMessageType.Binary : WebSocketMessageType.Text);
    }

    /// <summary>Another value for one of the fields.</summary>
    private string Revalue(string text)
    {
        int colon = Pick(text, ':');
        int end = colon < 0 ? -1 : text.IndexOfAny([',', '}', ']'], colon);
        return end < 0 ? text : string.Concat(text.AsSpan(0, colon + 1), Values[_random.Next(Values.Length)], text.AsSpan(end));
    }

    /// <summary>Another name for one of them.</summary>
    private string Rename(string text) => Pick(text, '_') is >= 0 and int at ? text.Remove(at, 1) : text;

    /// <summary>Other bytes in ASCII, so that it stays text.</summary>
    private byte[] Flip(byte[] bytes)
    {
        for (int i = _random.Next(1, 5); i > 0; i--)
        {
            bytes[_random.Next(bytes.Length)] = (byte)_random.Next(128);
        }

        return bytes;
    }

    private int Pick(string text, char wanted)
    {
        int[] places = [.. Enumerable.Range(0, text.Length).Where(index => text[index] == wanted)];
        return places.Length == 0 ? -1 : places[_random.Next(places.Length)];
    }
}
