using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace AgentHost.Recording;

/// <summary>
/// Writes one session's events to a file, in both directions and with the ms since its start:
/// <c>{"t":1200,"from":"host","event":{…}}</c>. The session never waits for the disk: what it cannot take is left out, and the
/// summary says so. Reading and sending each have one caller.
/// </summary>
internal sealed partial class SessionRecorder : IAsyncDisposable
{
    private const int MaxHeardChars = 120;

    private readonly RecordingFolder _folder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DateTimeOffset _startedAt;
    private readonly long _start;
    private readonly string _name;
    private readonly FileStream _file;
    private readonly Task _writing;
    private readonly StringBuilder _heard = new();

    // A second of both voices and a picture or two; dropping is for a disk that stands still.
    private readonly Channel<byte[]> _lines = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
    private long _lastMs;
    private int _leftOut;

    /// <exception cref="IOException">The file cannot be made.</exception>
    public SessionRecorder(RecordingFolder folder, TimeProvider time, ILogger logger)
    {
        (_folder, _time, _logger) = (folder, time, logger);
        (_startedAt, _start) = (time.GetUtcNow(), time.GetTimestamp());
        (_name, _file) = folder.Create(_startedAt);
        _writing = WriteAsync();
    }

    /// <summary>Keeps one event; what is no JSON is left out.</summary>
    public void Add(bool fromHost, ReadOnlySpan<byte> json)
    {
        long now = (long)_time.GetElapsedTime(_start).TotalMilliseconds;
        var line = new ArrayBufferWriter<byte>(json.Length + 64);
        try
        {
            using var writer = new Utf8JsonWriter(line);
            writer.WriteStartObject();
            writer.WriteNumber("t"u8, now);
            writer.WriteString("from"u8, fromHost ? "host"u8 : "client"u8);
            writer.WritePropertyName("event"u8);
            if (json.Contains((byte)'\n'))
            {
                // A line is an event: one that is written over several becomes one.
                using JsonDocument several = JsonDocument.Parse(json.ToArray());
                several.WriteTo(writer);
            }
            else
            {
                writer.WriteRawValue(json);
            }

            writer.WriteEndObject();
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return;
        }

        line.Write("\n"u8);
        if (!_lines.Writer.TryWrite(line.WrittenSpan.ToArray()))
        {
            Interlocked.Increment(ref _leftOut);
        }

        Volatile.Write(ref _lastMs, now);
        Listen(json);
    }

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
        try
        {
            _folder.Finish(new RecordingSummary(_name, _startedAt, Volatile.Read(ref _lastMs) / 1_000.0, _file.Length, _heard.ToString().Trim(), Volatile.Read(ref _leftOut) == 0));
        }
        catch (IOException exception)
        {
            LogFailed(_name, exception.Message);
        }

        await _file.DisposeAsync();
    }

    private async Task WriteAsync()
    {
        bool broken = false;
        await foreach (byte[] line in _lines.Reader.ReadAllAsync())
        {
            if (broken || _file.Length + line.Length > _folder.MaxSessionBytes)
            {
                Interlocked.Increment(ref _leftOut);
                continue;
            }

            try
            {
                await _file.WriteAsync(line);
                await _file.FlushAsync();
            }
            catch (IOException exception)
            {
                broken = true;
                Interlocked.Increment(ref _leftOut);
                LogFailed(_name, exception.Message);
            }
        }
    }

    /// <summary>The first words, spoken or typed, are the recording's title.</summary>
    private void Listen(ReadOnlySpan<byte> json)
    {
        bool spoken = json.IndexOf("\"session.input_transcript.delta\""u8) is >= 0 and <= 16;
        if (!spoken && json.IndexOf("\"session.input_text.append\""u8) is < 0 or > 16)
        {
            return;
        }

        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName && reader.ValueTextEquals(spoken ? "delta"u8 : "text"u8) && reader.Read())
            {
                lock (_heard)
                {
                    _heard.Append(_heard.Length < MaxHeardChars ? reader.GetString() : "").Append(spoken ? "" : " ");
                }

                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Recording {Name} is incomplete: {Reason} Look at the disk of Recording:Folder.")]
    private partial void LogFailed(string name, string reason);
}
