using System.Text.Json;
using AgentHost.Testing;
using AgentHost.Tests.Commands;

namespace AgentHost.Tests.Samples;

/// <summary>Each sample's recording, through the host as its README says, gives what its sample.json states.</summary>
public sealed class SampleTests
{
    public static TheoryData<string> Runnable => [.. All.Where(sample => Missing(sample) is null)];

    private static IEnumerable<string> All => Directory.GetFiles(Repository.PathOf("samples"), "sample.json", SearchOption.AllDirectories)
        .Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Runnable))]
    public async Task A_samples_recording_gives_its_stated_result(string sample)
    {
        JsonElement wanted = Read(sample);
        string folder = $"samples/{sample}";
        List<string> arguments = ["talk", $"{folder}/{wanted.GetProperty("recording").GetString()}", "--plugins", $"{folder}/plugins.json", "--json", "--fast"];
        if (wanted.TryGetProperty("camera", out JsonElement camera))
        {
            arguments.AddRange(["--camera", $"{folder}/{camera.GetString()}"]);
        }

        HostProcess talk = await HostProcess.RunAsync([.. arguments]);

        Assert.True(talk.ExitCode == 0, talk.Errors);
        string said = Text(talk, "session.output_transcript.delta");
        Assert.Contains(wanted.GetProperty("heard").GetString()!, Text(talk, "session.input_transcript.delta"), StringComparison.Ordinal);
        int from = 0;
        foreach (string word in wanted.GetProperty("said").EnumerateArray().Select(word => word.GetString()!))
        {
            int at = said.IndexOf(word, from, StringComparison.Ordinal);
            Assert.True(at >= 0, $"It said '{said}': '{word}' is missing, or not in its place.");
            from = at + word.Length;
        }

        if (wanted.TryGetProperty("results", out JsonElement results))
        {
            Assert.Equal(results.EnumerateArray().Select(result => result.GetString()), Results(talk));
        }
    }

    [Fact]
    public void Samples_that_need_more_than_the_shipped_model_say_what()
    {
        Assert.All(All.Where(sample => Missing(sample) is not null), sample => Assert.Contains("needs", File.ReadAllText(Repository.PathOf("samples", sample, "README.md")), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_sample_has_a_readme_and_its_files()
    {
        Assert.All(Directory.GetDirectories(Repository.PathOf("samples")), folder =>
            Assert.True(File.Exists(Path.Combine(folder, "README.md")) || Path.GetFileName(folder) is "ClockPlugin", folder));
        Assert.All(All, sample => Assert.All(["recording", "camera"], kind =>
            Assert.True(!Read(sample).TryGetProperty(kind, out JsonElement file) || File.Exists(Repository.PathOf("samples", sample, file.GetString()!)), $"{sample} {kind}")));
    }

    private static string? Missing(string sample) => Read(sample).TryGetProperty("needs", out JsonElement needs)
        ? needs.EnumerateArray().Select(need => ModelAbilities.Missing(need.GetString()!)).FirstOrDefault(missing => missing is not null)
        : null;

    private static JsonElement Read(string sample) => JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("samples", sample, "sample.json"))).RootElement;

    /// <summary>What tools and plugins gave the model to say: all of it, and nothing else.</summary>
    private static IEnumerable<string?> Results(HostProcess talk) => talk.Events
        .Where(line => line.GetProperty("type").GetString() == "session.context.injected" && line.GetProperty("kind").GetString() == "result")
        .Select(line => line.GetProperty("text").GetString());

    private static string Text(HostProcess talk, string type) =>
        string.Concat(talk.Events.Where(line => line.GetProperty("type").GetString() == type).Select(line => line.GetProperty("delta").GetString())).Trim();
}
