using System.Diagnostics;
using System.Net;
using InteractionCore.Delegation;
using McpTools.Connections;
using McpTools.Links;
using McpTools.Settings;
using McpTools.Tests.Servers;
using ModelContextProtocol.Client;

namespace McpTools.Tests.Links;

/// <summary>The weather server over HTTP, and what else may be at an address.</summary>
public sealed class HttpServerTests
{
    [Fact]
    public async Task The_weather_server_answers_over_http()
    {
        using HttpWeather weather = await HttpWeather.StartAsync();
        await using var running = new RunningConnection(() => new HttpLink(To(weather.Url)));
        ConnectionStatus ready = await running.WaitAsync(status => status.State is not ConnectionState.Connecting);
        Assert.Equal("over http, connected in 0.0 s, protocol 2026-07-28", ready.Description);

        var answer = ToolAnswer.From(await running.CallAsync("get_weather", ("city", "oslo")));

        Assert.Matches(@"^It is .* in oslo\.$", answer.Text);
        Assert.Equal("oslo", answer.Structured!.Value.GetProperty("city").GetString());
    }

    [Fact]
    public async Task A_server_that_went_away_is_noticed_and_found_again()
    {
        HttpWeather weather = await HttpWeather.StartAsync();
        await using var running = new RunningConnection(() => new HttpLink(To(weather.Url)));
        await running.BecomesAsync(ConnectionState.Ready);

        weather.Dispose();
        running.Time.Advance(TimeSpan.FromSeconds(30));
        ConnectionStatus lost = await running.BecomesAsync(ConnectionState.Lost);
        Assert.StartsWith($"not reachable at {weather.Url}: Connection refused.", lost.Reason, StringComparison.Ordinal);

        using HttpWeather again = await HttpWeather.StartAsync(weather.Url.Port);
        running.Time.Advance(TimeSpan.FromSeconds(1));
        await running.WaitAsync(status => status.State is ConnectionState.Ready || status.Failures > 1);
        Assert.Equal(ConnectionState.Ready, running.Connection.Status.State);
    }

    [Fact]
    public async Task A_call_finds_out_that_the_server_went_away()
    {
        HttpWeather weather = await HttpWeather.StartAsync();
        await using var running = new RunningConnection(() => new HttpLink(To(weather.Url)));
        await running.BecomesAsync(ConnectionState.Ready);

        weather.Dispose();
        await Assert.ThrowsAsync<ServerUnavailableException>(() => running.CallAsync("get_weather", ("city", "oslo")));

        await running.BecomesAsync(ConnectionState.Lost);
    }

    [Theory]
    [InlineData(401, "answered HTTP 401: it wants to know who asks.")]
    [InlineData(404, "answered HTTP 404: there is no MCP server at this path.")]
    [InlineData(307, "answered HTTP 307: it points elsewhere.")]
    [InlineData(500, "answered HTTP 500: the server is in trouble.")]
    [InlineData(200, "answered nonsense: ")]
    public async Task Another_kind_of_server_is_recognised(int status, string reason)
    {
        using var server = new HttpListener();
        string url = Listen(server);
        Task serving = ServeAsync(server, status);
        await using var running = new RunningConnection(() => new HttpLink(To(new Uri(url + "mcp?key=hidden"))));

        ConnectionStatus lost = await running.BecomesAsync(ConnectionState.Lost);
        server.Stop();
        await serving;

        Assert.StartsWith($"{url}mcp {reason}", lost.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", lost.Reason, StringComparison.Ordinal);
    }

    private static HttpServerSettings To(Uri url) =>
        new("test", "test", TimeSpan.FromSeconds(25), Secrets.None, url, HttpTransportMode.AutoDetect, new Dictionary<string, string>());

    internal static string Listen(HttpListener server)
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        string url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        probe.Stop();
        server.Prefixes.Add(url);
        server.Start();
        return url;
    }

    private static async Task ServeAsync(HttpListener server, int status)
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await server.GetContextAsync();
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync("""{"hello":"world"}"""u8.ToArray());
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    /// <summary>The weather server as a process that listens on a loopback port.</summary>
    private sealed class HttpWeather : IDisposable
    {
        private readonly Process _process;

        private HttpWeather(Process process, Uri url) => (_process, Url) = (process, url);

        public Uri Url { get; }

        public static async Task<HttpWeather> StartAsync(int port = 0)
        {
            var process = Process.Start(new ProcessStartInfo("dotnet", [StdioServerTests.WeatherServer, "--http", "--port", $"{port}"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            string line = await process.StandardOutput.ReadLineAsync().WaitAsync(RunningConnection.Patience) ?? throw new InvalidOperationException("The weather server did not start.");
            return new HttpWeather(process, new Uri(line["Serving MCP on ".Length..]));
        }

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
