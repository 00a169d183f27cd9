using System.Net.WebSockets;
using System.Text;
using AgentHost.Commands;
using AgentHost.Hosting;
using AgentHost.Testing;
using InteractionCore.Plugins;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AgentHost.Tests.Commands;

/// <summary>A host as it serves, on a free port of the loopback interface: the shipped model, the agent and the clock.</summary>
internal static class ServedHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static WebApplication Build(params string[] settings)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("plugins.json",
            $$"""
            { "plugins": [
                { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "model": "{{Repository.Wren.Replace('\\', '/')}}", "device": "cpu" } },
                { "id": "agent", "assembly": "plugins/SemanticKernelAgent/SemanticKernelAgent.dll" },
                { "id": "clock", "assembly": "samples/ClockPlugin/ClockPlugin.dll" }
            ] }
            """);
        return ServeCommand.Build(file, "http://127.0.0.1:0", settings: settings);
    }

    /// <summary>Waits until the tools of every server are there.</summary>
    public static async Task ReadyAsync(WebApplication host) =>
        await Readiness.CollectAsync(host.Services.GetServices<IHealthReporter>(), Patience, TimeProvider.System, CancellationToken.None);

    /// <summary>Types a sentence in a session of its own, and closes it once an event of a type, with some text in it, has come.</summary>
    /// <param name="meanwhile">Done when the session has started, before anything is typed.</param>
    public static async Task TypeAsync(WebApplication host, string text, string until, string containing = "", Func<Task>? meanwhile = null)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(host.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + "/v1/live/sessions"), timeout.Token);
        await SendAsync("""{"type":"session.start","session":{"extensions":["delegations"]}}""");
        if (meanwhile is not null)
        {
            await UntilAsync("session.started", "");
            await meanwhile();
        }

        await SendAsync($$"""{"type":"session.input_text.append","text":"{{text}}"}""");
        await UntilAsync(until, containing);
        await SendAsync("""{"type":"session.close"}""");
        await UntilAsync("session.closed", "");

        Task SendAsync(string json) => socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, timeout.Token);

        async Task UntilAsync(string type, string part)
        {
            for (string message = ""; !message.Contains($"\"{type}\"", StringComparison.Ordinal) || !message.Contains(part, StringComparison.Ordinal);)
            {
                message = await NextAsync();
            }
        }

        async Task<string> NextAsync()
        {
            var buffer = new byte[256 * 1024];
            int count = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                result = await socket.ReceiveAsync(buffer.AsMemory(count), timeout.Token);
                count += result.Count;
            }
            while (!result.EndOfMessage);
            return Encoding.UTF8.GetString(buffer, 0, count);
        }
    }
}
