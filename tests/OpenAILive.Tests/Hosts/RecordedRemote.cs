using System.IO.Compression;
using System.Text.Json;

namespace OpenAILive.Tests.Hosts;

/// <summary>
/// A session as a host recorded it (--record), played to a client: the host's events as they came; where the client had said something
/// other than sound, it waits until this one says the same.
/// </summary>
internal sealed class RecordedRemote
{
    private readonly List<(bool FromHost, JsonElement Event)> _events = [];
    private readonly List<JsonElement> _said = [];

    private RecordedRemote(Stream file)
    {
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(unzipped);
        while (reader.ReadLine() is { } line)
        {
            var entry = JsonElement.Parse(line);
            _events.Add((entry.GetProperty("from").GetString() == "host", entry.GetProperty("event")));
        }
    }

    /// <summary>What the client says this time, without its sound.</summary>
    public IReadOnlyList<JsonElement> Said
    {
        get
        {
            lock (_said)
            {
                return [.. _said];
            }
        }
    }

    public static RecordedRemote Open(string name) =>
        new(typeof(RecordedRemote).Assembly.GetManifestResourceStream($"OpenAILive.Tests.Recordings.{name}.jsonl.gz") ?? throw new InvalidOperationException($"There is no recording '{name}'."));

    /// <summary>The host's events of a type.</summary>
    public IEnumerable<JsonElement> Sent(string type) => Of(fromHost: true, type);

    /// <summary>The client's.</summary>
    public IEnumerable<JsonElement> Heard(string type) => Of(fromHost: false, type);

    public async Task PlayAsync(FakeConnection connection)
    {
        foreach ((bool fromHost, JsonElement recorded) in _events)
        {
            if (fromHost)
            {
                await connection.SendAsync(recorded.GetRawText());
            }
            else if (!IsSound(recorded))
            {
                await WaitAsync(connection, recorded.GetProperty("type").GetString()!);
            }
        }

        await connection.ListenAsync();
    }

    private async Task WaitAsync(FakeConnection connection, string type)
    {
        while (await connection.ReceiveAsync() is { } said)
        {
            if (!IsSound(said))
            {
                lock (_said)
                {
                    _said.Add(said);
                }
            }

            if (said.GetProperty("type").GetString() == type)
            {
                return;
            }
        }
    }

    private IEnumerable<JsonElement> Of(bool fromHost, string type) =>
        _events.Where(entry => entry.FromHost == fromHost && entry.Event.GetProperty("type").GetString() == type).Select(entry => entry.Event);

    private static bool IsSound(JsonElement said) => said.GetProperty("type").GetString() is "session.input_audio.append" or "input_audio_buffer.append";
}
