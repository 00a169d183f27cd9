using System.Diagnostics;
using System.Text.Json;
using AgentHost.Testing;

namespace AgentHost.Clients;

/// <summary>
/// The published npm clients, unchanged, talk to the host: a spoken question, speech and transcript back, a tool's round trip, an
/// interruption, the end. What they received is then checked by the TypeScript compiler against their own types.
/// </summary>
[Collection(ServedHosts.Name)]
public sealed class NodeClientTests(ServedHost host)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task OpenAI_LiveWS_asks_answers_interrupts_and_closes()
    {
        (JsonElement seen, string events) = await TalkAsync("live.mjs", host.Plain);

        Assert.Contains("weather in lisbon", seen.GetProperty("heard").GetString(), StringComparison.Ordinal);
        Assert.True(seen.GetProperty("audio").GetInt64() > 50_000);
        Assert.Equal("client", seen.GetProperty("target").GetString());
        Assert.DoesNotContain("cold and clear this evening", seen.GetProperty("said").GetString(), StringComparison.Ordinal);
        Assert.Equal("close_requested", seen.GetProperty("closed").GetString());
        Assert.Empty(seen.GetProperty("errors").EnumerateArray());
        await CheckTypesAsync("live", events);
    }

    [Fact]
    public async Task OpenAI_RealtimeWS_does_the_same_over_TLS()
    {
        (JsonElement seen, string events) = await TalkAsync("realtime.mjs", host.Tls);

        Assert.Contains("weather in lisbon", seen.GetProperty("heard").GetString(), StringComparison.Ordinal);
        Assert.True(seen.GetProperty("audio").GetInt64() > 50_000);
        Assert.StartsWith("get_weather", seen.GetProperty("calls")[0].GetString(), StringComparison.Ordinal);
        Assert.Contains("cancelled turn_detected", seen.GetProperty("responses").EnumerateArray().Select(response => response.GetString()));
        Assert.Empty(seen.GetProperty("errors").EnumerateArray());
        await CheckTypesAsync("realtime", events);
    }

    [Fact]
    public async Task OpenAI_agents_runs_its_tool_and_is_interrupted()
    {
        (JsonElement seen, string events) = await TalkAsync("agents.mjs", host.Plain);

        Assert.Contains("lisbon", seen.GetProperty("calls").EnumerateArray().Select(city => city.GetString()));
        Assert.True(seen.GetProperty("audio").GetInt64() > 50_000);
        Assert.True(seen.GetProperty("interrupted").GetInt32() > 0);
        Assert.Contains(seen.GetProperty("history").EnumerateArray(), item => item.GetString()!.Contains("weather in lisbon", StringComparison.Ordinal));
        Assert.Empty(seen.GetProperty("errors").EnumerateArray());
        await CheckTypesAsync("realtime", events);
    }

    private async Task<(JsonElement Seen, string Events)> TalkAsync(string script, string address)
    {
        string events = host.NewFile();
        string output = await NodeAsync(script, address, host.Question, host.Stop, events);
        return (JsonElement.Parse(output.Trim().Split('\n')[^1]), events);
    }

    private static async Task CheckTypesAsync(string protocol, string events)
    {
        JsonElement check = JsonElement.Parse((await NodeAsync("check.mjs", protocol, events)).Trim().Split('\n')[^1]);

        Assert.Equal("", check.GetProperty("errors").GetString());
        Assert.True(check.GetProperty("types").GetInt32() >= 6, check.ToString());
    }

    private static async Task<string> NodeAsync(string script, params string[] arguments)
    {
        string folder = Repository.PathOf("tests", "Clients", "node");
        var start = new ProcessStartInfo("node", [Path.Combine(folder, script), .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The development certificate is nobody's but this machine's; the client is told so by its own option.
        start.Environment["NODE_NO_WARNINGS"] = "1";
        using var process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(timeout.Token), errors = process.StandardError.ReadToEndAsync(timeout.Token);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            Assert.True(process.ExitCode == 0 || script == "check.mjs", $"{script}: {await errors}{await output}");
            return await output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
