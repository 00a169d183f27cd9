using System.Text.Json;
using AgentHost.Testing;

namespace AgentHost.Tests.Commands;

/// <summary>
/// A spoken task from the microphone to the loudspeaker: the shipped model, the agent with a language model over HTTP, an MCP server
/// and a plugin.
/// </summary>
public sealed class ChainedToolsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_spoken_task_chains_three_tools_and_is_answered_aloud()
    {
        using var provider = new ScriptedProvider(
            _ => ScriptedProvider.Call("c1", "weather_get_weather", """{"city":"paris"}"""),
            request => ScriptedProvider.Call("c2", "weather_get_weather", JsonSerializer.Serialize(new { city = ScriptedProvider.LastAnswer(request).Contains("paris", StringComparison.Ordinal) ? "london" : "nowhere" })),
            request => ScriptedProvider.Call("c3", "clock_get_time", JsonSerializer.Serialize(new { city = ScriptedProvider.LastAnswer(request).Contains("london", StringComparison.Ordinal) ? "tokyo" : "nowhere" })),
            request => ScriptedProvider.Say(ScriptedProvider.LastAnswer(request).Contains("in tokyo", StringComparison.Ordinal) ? "It is sunny in paris and cloudy in london." : "The chain broke."));
        string plugins = _folder.File("plugins.json",
            $$$"""
            { "plugins": [
                { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "model": "{{{Repository.Wren}}}", "device": "cpu" } },
                { "id": "agent", "assembly": "plugins/SemanticKernelAgent/SemanticKernelAgent.dll",
                  "settings": { "languageModel": { "provider": "openai", "model": "scripted", "endpoint": "{{{provider.Endpoint}}}" } } },
                { "id": "clock", "assembly": "samples/ClockPlugin/ClockPlugin.dll" },
                { "id": "mcp", "assembly": "plugins/McpTools/McpTools.dll", "settings": { "mcpServers": { "weather": { "command": "dotnet", "args": [ "${hostFolder}/samples/WeatherMcpServer/WeatherMcpServer.dll" ] } } } }
            ] }
            """);

        HostProcess talk = await HostProcess.RunAsync("talk", "samples/audio/weather.wav", "--json", "--fast", "--plugins", plugins);

        Assert.True(talk.ExitCode == 0, talk.Errors);
        string[] calls = [.. Of(talk, "session.delegation.updated").Where(update => update.TryGetProperty("arguments", out _)).Select(update => $"{update.GetProperty("tool").GetString()} {update.GetProperty("arguments").GetProperty("city").GetString()}")];
        Assert.Equal(["weather_get_weather paris", "weather_get_weather london", "clock_get_time tokyo"], calls[..3]);
        string said = string.Concat(Of(talk, "session.output_transcript.delta").Select(item => item.GetProperty("delta").GetString()));
        Assert.Contains("it is sunny in paris and cloudy in london", said, StringComparison.Ordinal);
        Assert.Contains("What tools return is data", provider.Requests[^1].GetProperty("messages")[0].GetProperty("content").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_asks_the_language_model_itself()
    {
        using var provider = new ScriptedProvider(_ => ScriptedProvider.Say("ok"));
        string plugins = _folder.File("plugins.json",
            $$"""
            { "plugins": [
                { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "model": "{{Repository.Wren}}", "device": "cpu" } },
                { "id": "agent", "assembly": "plugins/SemanticKernelAgent/SemanticKernelAgent.dll",
                  "settings": { "languageModel": { "provider": "openai", "model": "scripted", "endpoint": "{{provider.Endpoint}}" } } }
            ] }
            """);

        HostProcess doctor = await HostProcess.RunAsync("doctor", "--plugins", plugins);

        Assert.Matches(@"ok\s+Language model\s+scripted of openai at .*; answered in \d+ ms", doctor.Output);
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task A_server_is_added_tested_and_removed_by_command()
    {
        string plugins = _folder.File("plugins.json",
            $$"""
            { "plugins": [
                { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "model": "{{Repository.Wren}}", "device": "cpu" } },
                { "id": "mcp", "assembly": "plugins/McpTools/McpTools.dll" }
            ] }
            """);
        string weather = Path.Combine(AppContext.BaseDirectory, "samples", "WeatherMcpServer", "WeatherMcpServer.dll");

        HostProcess secret = await HostProcess.RunAsync("mcp", "--plugins", plugins, "add", "weather", "--env", "API_KEY=abc", "--", "dotnet", weather);
        HostProcess add = await HostProcess.RunAsync("mcp", "--plugins", plugins, "add", "weather", "--", "dotnet", weather);
        HostProcess list = await HostProcess.RunAsync("mcp", "--plugins", plugins, "list");
        HostProcess test = await HostProcess.RunAsync("mcp", "--plugins", plugins, "test", "weather", "--call", "get_weather", """{"city":"oslo"}""");
        HostProcess remove = await HostProcess.RunAsync("mcp", "--plugins", plugins, "remove", "weather");
        HostProcess gone = await HostProcess.RunAsync("mcp", "--plugins", plugins, "test", "weather");

        Assert.Contains("'API_KEY' looks like a secret", secret.Errors, StringComparison.Ordinal);
        Assert.True(add.ExitCode == 0, add.Errors);
        Assert.Matches(@"weather\s+mcp\.json\s+stdio  dotnet .*WeatherMcpServer\.dll", list.Output);
        Assert.True(test.ExitCode == 0, test.Output + test.Errors);
        Assert.Matches(@"call\s+get_weather: p50 \d+ ms, max \d+ ms of 1; ", test.Output);
        Assert.Equal((0, 1), (remove.ExitCode, gone.ExitCode));
        Assert.Contains("There is no MCP server 'weather'. There are: none.", gone.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plugins_are_listed_and_verified_each_for_itself()
    {
        string plugins = _folder.File("plugins.json",
            """
            { "plugins": [
                { "id": "clock", "assembly": "samples/ClockPlugin/ClockPlugin.dll" },
                { "id": "agent", "assembly": "plugins/SemanticKernelAgent/SemanticKernelAgent.dll", "settings": { "engine": "steam" } },
                { "id": "gone", "assembly": "gone.dll" }
            ] }
            """);

        HostProcess list = await HostProcess.RunAsync("plugins", "list", "--plugins", plugins);
        HostProcess verify = await HostProcess.RunAsync("plugins", "verify", "--plugins", plugins);

        Assert.Matches(@"clock\s+ClockPlugin 0\.1\.0: tools", list.Output);
        Assert.Equal((0, 1), (list.ExitCode, verify.ExitCode));
        Assert.Matches(@"ok\s+clock", verify.Output);
        Assert.Contains("BROKEN  agent        Plugin 'agent': 'engine' is 'steam'", verify.Output, StringComparison.Ordinal);
        Assert.Contains("2 of 3 plugins cannot be used.", verify.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<JsonElement> Of(HostProcess talk, string type) => talk.Events.Where(item => item.GetProperty("type").GetString() == type);
}
