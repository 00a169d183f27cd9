using System.Globalization;
using AgentHost.Samples.Weather;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;

const string Help = """
    WeatherMcpServer: an MCP server with two tools, get_weather and get_forecast.

      WeatherMcpServer                 speaks MCP on standard input and output
      WeatherMcpServer --http          speaks Streamable HTTP on http://127.0.0.1:5081/mcp
      WeatherMcpServer --http --port N on another port; 0 takes a free one

      --live   answers from Open-Meteo (api.open-meteo.com) instead of the built-in climate normals
      --help   prints this
    """;

string[] unknown = [.. args.Where((arg, index) => arg is not ("--live" or "--http" or "--port" or "--help") && (index == 0 || args[index - 1] is not "--port"))];
int port = 5081;
bool badPort = Array.IndexOf(args, "--port") is >= 0 and var at
    && (at + 1 == args.Length || !int.TryParse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port > 65_535);
if (args.Contains("--help") || unknown.Length > 0 || badPort)
{
    // Standard output belongs to the protocol: only --help, which no client passes, prints there.
    await (args.Contains("--help") ? Console.Out : Console.Error).WriteLineAsync(
        unknown.Length > 0 ? $"Unknown option '{unknown[0]}'.\n\n{Help}" : badPort && !args.Contains("--help") ? $"--port needs a number from 0 to 65535.\n\n{Help}" : Help);
    return args.Contains("--help") ? 0 : 2;
}

if (args.Contains("--http"))
{
    await HttpServer.RunAsync(port, Configure);
    return 0;
}

HostApplicationBuilder builder = Host.CreateApplicationBuilder();
builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
Configure(builder.Services).WithStdioServerTransport();
using IHost host = builder.Build();
await host.StartAsync();
// It ends with its input. Left alone, the SDK would wait for subscriptions that nobody is there to close any more.
await Task.WhenAny(host.Services.GetRequiredService<ITransport>().MessageReader.Completion, host.WaitForShutdownAsync());
await host.StopAsync();
return 0;

IMcpServerBuilder Configure(IServiceCollection services)
{
    services.AddSingleton(TimeProvider.System);
    if (args.Contains("--live"))
    {
        services.AddSingleton<IWeatherSource>(provider => new OpenMeteo(new HttpClient { Timeout = TimeSpan.FromSeconds(10) }));
    }
    else
    {
        services.AddSingleton<IWeatherSource, ClimateNormals>();
    }

    return services.AddMcpServer().WithTools<WeatherTools>();
}
