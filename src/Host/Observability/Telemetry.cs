using InteractionCore.Sessions;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AgentHost.Observability;

/// <summary>
/// Exports traces and metrics by OTLP when OTEL_EXPORTER_OTLP_ENDPOINT says where to; the other OTEL_ variables hold too. Without it
/// nothing is measured that nobody reads.
/// </summary>
internal sealed class Telemetry(IConfiguration configuration) : IHostedService, IDisposable
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Meters of plugins and of the runtime that say how a host is.</summary>
    private static readonly string[] Meters = ["AgentHost.*", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    /// <summary>The server's requests too: a session whose request is not traced would not be either.</summary>
    private static readonly string[] Sources = [InteractionTracing.SourceName, "Microsoft.AspNetCore"];

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration[Endpoint] is not { Length: > 0 })
        {
            return Task.CompletedTask;
        }

        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService("agenthost", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3)).AddEnvironmentVariableDetector();
        _traces = Sdk.CreateTracerProviderBuilder().ConfigureServices(Configure).SetResourceBuilder(resource).AddSource(Sources).AddOtlpExporter().Build();
        _metrics = Sdk.CreateMeterProviderBuilder().ConfigureServices(Configure).SetResourceBuilder(resource).AddMeter(Meters).AddOtlpExporter().Build();
        return Task.CompletedTask;

        // The exporters read the host's configuration: its files and command line too.
        void Configure(IServiceCollection services) => services.AddSingleton(configuration);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.ForceFlush(5_000);
        _metrics?.ForceFlush(5_000);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
