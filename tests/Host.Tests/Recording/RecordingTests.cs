using System.Net;
using System.Text;
using System.Text.Json;
using AgentHost.Recording;
using AgentHost.Testing;
using AgentHost.Tests.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace AgentHost.Tests.Recording;

public sealed class RecordingTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_session_is_recorded_in_both_directions_listed_and_deleted()
    {
        await using WebApplication app = await StartAsync("--Recording:Folder=" + _folder.Path);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        await ServedHost.TypeAsync(app, "good morning", until: "session.output_transcript.delta");

        JsonElement recording = await FinishedAsync(http);
        string name = recording.GetProperty("name").GetString()!;
        string[] lines = (await http.GetStringAsync($"/v1/live/recordings/{name}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        HttpResponseMessage deleted = await http.DeleteAsync($"/v1/live/recordings/{name}");

        Assert.Equal("good morning", recording.GetProperty("heard").GetString());
        Assert.True(recording.GetProperty("complete").GetBoolean());
        Assert.Equal(["client session.start", "host session.started", "client session.input_text.append"], lines.Take(3).Select(Outline));
        Assert.Contains("host session.output_transcript.delta", lines.Select(Outline));
        Assert.Equal("host session.closed", Outline(lines[^1]));
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.json*"));
    }

    [Fact]
    public async Task Without_a_folder_nothing_is_recorded()
    {
        await using WebApplication app = await StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        string list = await http.GetStringAsync("/v1/live/recordings");

        Assert.Equal("""{"enabled":false,"recordings":[]}""", list);
    }

    [Theory]
    [InlineData("..%2Fplugins")]
    [InlineData("20260101-000000-000")]
    public async Task A_name_that_is_none_is_not_found(string name)
    {
        await using WebApplication app = await StartAsync("--Recording:Folder=" + _folder.Path);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        HttpResponseMessage answer = await http.GetAsync($"/v1/live/recordings/{name}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public void The_oldest_recordings_make_room_for_a_new_one()
    {
        var folder = new RecordingFolder(Options.Create(new RecordingOptions { Folder = _folder.Path, MaxMegabytes = 2, MaxSessionMegabytes = 1 }));
        DateTimeOffset day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        string[] names = [.. Enumerable.Range(0, 3).Select(hour =>
        {
            (string name, FileStream file) = folder.Create(day.AddHours(hour));
            using (file)
            {
                file.SetLength(900_000);
            }

            return name;
        })];

        Assert.Equal([names[2], names[1]], folder.List().Recordings.Select(recording => recording.Name));
    }

    [Fact]
    public async Task What_goes_beyond_a_recordings_size_is_left_out_and_said_so()
    {
        var folder = new RecordingFolder(Options.Create(new RecordingOptions { Folder = _folder.Path, MaxSessionMegabytes = 1 }));
        byte[] large = Encoding.UTF8.GetBytes($$"""{"type":"session.input_audio.append","audio":"{{new string('A', 700_000)}}"}""");
        await using (var recorder = new SessionRecorder(folder, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance))
        {
            recorder.Add(fromHost: false, large);
            recorder.Add(fromHost: false, large);
        }

        RecordingSummary summary = folder.List().Recordings.Single();

        Assert.False(summary.Complete);
        Assert.InRange(summary.Bytes, 700_000, 1_048_576);
    }

    [Fact]
    public void Only_the_hosts_own_user_may_read_a_recording()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = new RecordingFolder(Options.Create(new RecordingOptions { Folder = Path.Combine(_folder.Path, "kept") }));
        using FileStream file = folder.Create(DateTimeOffset.UnixEpoch).File;

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Name));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file.Name)!));
    }

    public void Dispose() => _folder.Dispose();

    private static string Outline(string line)
    {
        JsonElement json = JsonDocument.Parse(line).RootElement;
        return $"{json.GetProperty("from").GetString()} {json.GetProperty("event").GetProperty("type").GetString()}";
    }

    private static async Task<WebApplication> StartAsync(params string[] settings)
    {
        WebApplication app = ServedHost.Build(settings);
        await app.StartAsync();
        return app;
    }

    /// <summary>The only recording, once its summary is written: the host ends the connection after the client has left.</summary>
    private static async Task<JsonElement> FinishedAsync(HttpClient http)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (true)
        {
            JsonElement recording = JsonDocument.Parse(await http.GetStringAsync("/v1/live/recordings", timeout.Token)).RootElement.GetProperty("recordings").EnumerateArray().Single();
            if (recording.TryGetProperty("seconds", out _))
            {
                return recording.Clone();
            }
        }
    }
}
