using System.Collections.Concurrent;
using System.Net;
using System.Text;
using AgentHost.Observability;
using AgentHost.Tests.Commands;
using InteractionCore.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
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
        // gRPC is HTTP/2 from the first byte, which a plain address speaks alone or not at all.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _collector = builder.Build();
        _collector.MapPost("{**path}", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            string text = Encoding.Latin1.GetString(body.ToArray());
            _received.AddOrUpdate(http.Request.Path, text, (_, before) => before + text);
            if (http.Response.SupportsTrailers())
            {
                http.Response.ContentType = "application/grpc";
                await http.Response.BodyWriter.WriteAsync(new byte[5]);
                http.Response.AppendTrailer("grpc-status", "0");
            }
        });
    }

    public Task InitializeAsync() => _collector.StartAsync();

    public async Task DisposeAsync() => await _collector.DisposeAsync();

    [Theory]
    [InlineData("http/protobuf", 0, "/v1/traces", "/v1/metrics")]
    [InlineData("grpc", 1, "/opentelemetry.proto.collector.trace.v1.TraceService/Export", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export")]
    public async Task A_session_its_task_and_its_tool_are_exported_as_spans_and_turns_as_metrics(string protocol, int address, string tracesPath, string metricsPath)
    {
        await using WebApplication host = ServedHost.Build($"--{Telemetry.Endpoint}={_collector.Urls.ElementAt(address)}", $"--OTEL_EXPORTER_OTLP_PROTOCOL={protocol}");
        await host.StartAsync();

        await ServedHost.TypeAsync(host, "what time is it", until: "session.delegation.updated", containing: "completed");
        await host.StopAsync();

        string traces = _received[tracesPath], metrics = _received[metricsPath];
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
