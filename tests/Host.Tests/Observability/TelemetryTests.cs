using System.Collections.Concurrent;
using System.Text;
using AgentHost.Observability;
using AgentHost.Tests.Commands;
using InteractionCore.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace AgentHost.Tests.Observability;

public sealed class TelemetryTests : IAsyncLifetime
{
    /// <summary>What a collector got, by path; protobuf, in which names are plain text.</summary>
    private readonly ConcurrentDictionary<string, string> _received = new();
    private readonly WebApplication _collector;

    public TelemetryTests()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        _collector = builder.Build();
        _collector.Urls.Add("http://127.0.0.1:0");
        _collector.MapPost("{**path}", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            string text = Encoding.Latin1.GetString(body.ToArray());
            _received.AddOrUpdate(http.Request.Path, text, (_, before) => before + text);
        });
    }

    public Task InitializeAsync() => _collector.StartAsync();

    public async Task DisposeAsync() => await _collector.DisposeAsync();

    [Fact]
    public async Task A_session_its_task_and_its_tool_are_exported_as_spans_and_turns_as_metrics()
    {
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", _collector.Urls.Single());
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        try
        {
            await using WebApplication host = ServedHost.Build();
            await host.StartAsync();
            await ServedHost.TypeAsync(host, "what time is it", until: "session.delegation.updated", containing: "completed");
            await host.StopAsync();
        }
        finally
        {
            Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", null);
            Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL", null);
        }

        string traces = _received["/v1/traces"], metrics = _received["/v1/metrics"];
        Assert.All(["live_session wren", "invoke_agent background", "execute_tool clock_get_time", "gen_ai.conversation.id"], name => Assert.Contains(name, traces, StringComparison.Ordinal));
        Assert.Contains("interaction.turn.duration", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("what time is it", traces, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_endpoint_nothing_listens_to_spans()
    {
        using var telemetry = new Telemetry(new ConfigurationBuilder().Build());

        await telemetry.StartAsync(CancellationToken.None);

        Assert.Null(InteractionTracing.StartSession("s1", "model"));
    }
}
