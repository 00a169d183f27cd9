using AgentHost.Testing;
using AgentHost.Tests.Commands;

namespace AgentHost.Tests.Samples;

/// <summary>The minutes of a recording, through the whole host.</summary>
public sealed class MinutesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_conversations_minutes_are_written_when_it_has_ended()
    {
        string plugins = _folder.File("plugins.json", (await File.ReadAllTextAsync(Repository.PathOf("samples", "MinutesPlugin", "plugins.json"))).Replace("../../models/wren", Repository.Wren, StringComparison.Ordinal));

        HostProcess talk = await HostProcess.RunAsync("talk", "samples/audio/weather.wav", "--json", "--fast", "--plugins", plugins);

        Assert.True(talk.ExitCode == 0, talk.Errors);
        string minutes = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "minutes"), "*-s1.md")));
        Assert.StartsWith("# Minutes of 20", minutes, StringComparison.Ordinal);
        Assert.Matches(@"\n0:0\d \*\*User:\*\* .*weather in paris", minutes);
        Assert.Matches(@"\*\*Asked for:\*\* .*paris", minutes);
        Assert.Contains("**Found:** It is ", minutes, StringComparison.Ordinal);
        Assert.Contains("**Host:**", minutes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_plugins_says_that_it_observes()
    {
        HostProcess list = await HostProcess.RunAsync("plugins", "list", "--plugins", "samples/MinutesPlugin/plugins.json");

        Assert.Contains(": observer\n", list.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
