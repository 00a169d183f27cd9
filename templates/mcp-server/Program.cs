using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using MyServer._1;

HostApplicationBuilder builder = Host.CreateApplicationBuilder();
// Standard output belongs to the protocol: what is logged goes to standard error.
builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
builder.Services.AddMcpServer().WithStdioServerTransport().WithTools<DistanceTools>();
using IHost host = builder.Build();
await host.StartAsync();
// It ends with its input, that is with the client that started it.
await Task.WhenAny(host.Services.GetRequiredService<ITransport>().MessageReader.Completion, host.WaitForShutdownAsync());
await host.StopAsync();
