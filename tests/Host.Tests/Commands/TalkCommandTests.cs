using System.Globalization;
using System.Text.Json;
using AgentHost.Audio;
using AgentHost.Testing;

namespace AgentHost.Tests.Commands;

/// <summary>Recordings through the whole host: shipped model, agent, MCP server in a process of its own.</summary>
public sealed class TalkCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("weather.wav", "paris")]
    [InlineData("tokyo.wav", "tokyo")]
    public async Task A_spoken_question_comes_back_as_speech_text_and_a_card(string recording, string city)
    {
        string reply = Path.Combine(_folder.Path, "reply.wav"), picture = Path.Combine(_folder.Path, "timeline.svg");

        HostProcess talk = await HostProcess.RunAsync("talk", $"samples/audio/{recording}", "--json", "--fast", "--out", reply, "--picture", picture);

        Assert.True(talk.ExitCode == 0, talk.Errors);
        Assert.Contains($"weather in {city}", Text(talk, "session.input_transcript.delta", "delta"), StringComparison.Ordinal);
        Assert.Contains(city, Of(talk, "session.delegation.created").First().GetProperty("delegation").GetProperty("task").GetString()!, StringComparison.Ordinal);
        JsonElement call = Of(talk, "session.delegation.updated").First(update => update.TryGetProperty("arguments", out _));
        Assert.Equal(("weather_get_weather", city), (call.GetProperty("tool").GetString(), call.GetProperty("arguments").GetProperty("city").GetString()));
        JsonElement injected = Of(talk, "session.context.injected").First(injected => injected.GetProperty("kind").GetString() == "result");
        string said = Text(talk, "session.output_transcript.delta", "delta");
        Assert.Contains(Spoken(injected.GetProperty("text").GetString()!), said, StringComparison.Ordinal);
        Assert.Contains("temperature_c", Of(talk, "session.ui.patch").First().GetProperty("messages").GetRawText(), StringComparison.Ordinal);
        Assert.Equal("session.closed", talk.Events[^1].GetProperty("type").GetString());
        Assert.Contains("<svg", await File.ReadAllTextAsync(picture), StringComparison.Ordinal);
        Assert.True(IsAudible(reply));
    }

    [Fact]
    public async Task Without_the_server_the_model_says_that_it_did_not_work_and_goes_on()
    {
        string plugins = _folder.File("plugins.json",
            $$"""
            { "plugins": [
                { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "model": "{{Repository.Wren}}", "device": "cpu" } },
                { "id": "agent", "assembly": "plugins/SemanticKernelAgent/SemanticKernelAgent.dll" },
                { "id": "mcp", "assembly": "plugins/McpTools/McpTools.dll", "settings": { "mcpServers": { "weather": { "command": "no-such-program" } } } }
            ] }
            """);

        HostProcess talk = await HostProcess.RunAsync("talk", "samples/audio/weather.wav", "--json", "--fast", "--plugins", plugins);

        Assert.Equal(0, talk.ExitCode);
        Assert.Contains("no-such-program", talk.Errors, StringComparison.Ordinal);
        Assert.NotEmpty(Of(talk, "session.context.injected"));
        Assert.Contains("thank you", Text(talk, "session.input_transcript.delta", "delta"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("README.md", "it is not a WAV file")]
    [InlineData("nowhere.wav", "nowhere.wav")]
    public async Task A_file_that_is_no_recording_is_refused_with_what_is_accepted(string file, string problem)
    {
        HostProcess talk = await HostProcess.RunAsync("talk", file);

        Assert.Equal((1, ""), (talk.ExitCode, talk.Output));
        Assert.Contains(problem, talk.Errors, StringComparison.Ordinal);
        Assert.Contains(AudioFileException.Accepted, talk.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", talk.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_wrong_in_plugins_json_is_said_at_once()
    {
        string plugins = _folder.File("plugins.json",
            """
            { "plugins": [
                { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "device": "tpu" } },
                { "id": "gone", "assembly": "gone.dll" },
                { "id": "agent", "assembly": "plugins/SemanticKernelAgent/SemanticKernelAgent.dll", "settings": { "engine": "steam" } }
            ] }
            """);

        HostProcess talk = await HostProcess.RunAsync("talk", "samples/audio/weather.wav", "--plugins", plugins);

        Assert.Equal(1, talk.ExitCode);
        Assert.All(["'model' is missing", "'device' is 'tpu'", "gone.dll", "steam"], wrong => Assert.Contains(wrong, talk.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", talk.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_that_cannot_be_written_is_said_before_anything_runs()
    {
        HostProcess talk = await HostProcess.RunAsync("talk", "samples/audio/weather.wav", "--out", Path.Combine(_folder.Path, "nowhere", "reply.wav"));

        Assert.Equal((1, ""), (talk.ExitCode, talk.Output));
        Assert.Contains("reply.wav cannot be written", talk.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<JsonElement> Of(HostProcess talk, string type) => talk.Events.Where(item => item.GetProperty("type").GetString() == type);

    private static string Text(HostProcess talk, string type, string field) => string.Concat(Of(talk, type).Select(item => item.GetProperty(field).GetString()));

    /// <summary>How the model says a text with whole numbers: lower case, no punctuation, numbers up to 99 as words.</summary>
    private static string Spoken(string text) => string.Join(' ', text.ToLowerInvariant().Split([' ', '.', ','], StringSplitOptions.RemoveEmptyEntries).Select(Word));

    private static string Word(string word)
    {
        string[] units = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];
        string[] tens = ["", "", "twenty", "thirty", "forty"];
        return !int.TryParse(word, CultureInfo.InvariantCulture, out int number) ? word
            : number < 0 ? $"minus {Word($"{-number}")}"
            : number < 20 ? units[number]
            : number % 10 == 0 ? tens[number / 10]
            : $"{tens[number / 10]} {units[number % 10]}";
    }

    private static bool IsAudible(string path)
    {
        using WavReader audio = WavReader.Open(path);
        var block = new float[4_096];
        for (int count = audio.Read(block); count > 0; count = audio.Read(block))
        {
            if (block.AsSpan(0, count).IndexOfAnyInRange(.1f, 1) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
