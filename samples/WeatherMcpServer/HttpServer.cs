using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace AgentHost.Samples.Weather;

/// <summary>
/// Streamable HTTP without sessions: every POST is served by a server of its own, whose answers are the events of its response.
/// Where the package ModelContextProtocol.AspNetCore is at hand, its MapMcp does this and more.
/// </summary>
internal static class HttpServer
{
    public static async Task RunAsync(int port, Func<IServiceCollection, IMcpServerBuilder> configure)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        configure(builder.Services);
        await using WebApplication app = builder.Build();
        app.MapPost("/mcp", PostAsync);
        await app.StartAsync();
        Console.WriteLine($"Serving MCP on {app.Urls.Single()}/mcp");
        await app.WaitForShutdownAsync();
    }

    private static async Task PostAsync(HttpContext context)
    {
        // A web page elsewhere must not reach a server on this machine through its visitor's browser.
        if (context.Request.Headers.Origin.ToString() is { Length: > 0 } origin && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && from.IsLoopback))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        JsonRpcMessage? message;
        try
        {
            message = await JsonSerializer.DeserializeAsync<JsonRpcMessage>(context.Request.Body, McpJsonUtilities.DefaultOptions, context.RequestAborted);
        }
        catch (JsonException)
        {
            message = null;
        }

        if (message is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        IServiceProvider services = context.RequestServices;
        await using var transport = new StreamableHttpServerTransport { Stateless = true };
        await using McpServer server = McpServer.Create(transport, services.GetRequiredService<IOptions<McpServerOptions>>().Value, services.GetRequiredService<ILoggerFactory>(), services);
        Task running = server.RunAsync(context.RequestAborted);
        context.Response.ContentType = "text/event-stream";
        if (!await transport.HandlePostRequestAsync(message, context.Response.Body, context.RequestAborted))
        {
            context.Response.ContentType = null;
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }

        await transport.DisposeAsync();
        await running;
    }
}
