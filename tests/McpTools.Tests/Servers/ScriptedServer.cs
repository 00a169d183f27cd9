using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using McpTools.Links;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpTools.Tests.Servers;

/// <summary>A server over pipes that speaks revision 2025-06-18 and says what a test has it say.</summary>
internal sealed class ScriptedServer : IServerLink
{
    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Task _serving;

    public ScriptedServer()
    {
        Transport = new StreamClientTransport(_toServer.Writer.AsStream(), _toClient.Reader.AsStream());
        _serving = ServeAsync();
    }

    public IClientTransport Transport { get; }

    public string Kind => "pipe";

    public CancellationToken Ended => _ended.Token;

    /// <summary>Pages of tools, as JSON.</summary>
    public List<string[]> Pages { get; init; } = [["""{ "name": "echo", "inputSchema": { "type": "object" } }"""]];

    /// <summary>The result of a call, as JSON.</summary>
    public string Result { get; set; } = """{ "content": [ { "type": "text", "text": "hello" } ] }""";

    /// <summary>Requests of these methods get no answer.</summary>
    public HashSet<string> Unanswered { get; init; } = [];

    /// <summary>Something was asked.</summary>
    public Task Asked => _asked.Task;

    public Task NotifyAsync(string method) => WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method });

    public void Die()
    {
        _toClient.Writer.Complete();
        End();
    }

    /// <summary>It will say no more, which its client cannot see.</summary>
    public void End() => _ended.Cancel();

    public Task<string> ExplainAsync(Exception? exception) => Task.FromResult(exception is TimeoutException ? "timed out." : "ended.");

    public async ValueTask DisposeAsync()
    {
        await _toServer.Writer.CompleteAsync();
        await _toClient.Reader.CompleteAsync();
        await _serving;
    }

    private async Task ServeAsync()
    {
        using var reader = new StreamReader(_toServer.Reader.AsStream());
        while (await reader.ReadLineAsync() is { } line)
        {
            JsonNode request = JsonNode.Parse(line)!;
            string method = request["method"]!.GetValue<string>();
            _asked.TrySetResult();
            if (request["id"] is { } id && !Unanswered.Contains(method))
            {
                JsonNode? result = Answer(method, request["params"]);
                await WriteAsync(result is null
                    ? new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id.DeepClone(), ["error"] = new JsonObject { ["code"] = -32601, ["message"] = "No such method." } }
                    : new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id.DeepClone(), ["result"] = result });
            }
        }
    }

    private JsonNode? Answer(string method, JsonNode? parameters)
    {
        switch (method)
        {
            case "initialize":
                return JsonNode.Parse("""{ "protocolVersion": "2025-06-18", "capabilities": { "tools": { "listChanged": true } }, "serverInfo": { "name": "scripted", "version": "1" } }""");
            case "tools/list":
                int page = int.Parse(parameters?["cursor"]?.GetValue<string>() ?? "0", System.Globalization.CultureInfo.InvariantCulture);
                var result = new JsonObject { ["tools"] = new JsonArray([.. Pages[page].Select(tool => JsonNode.Parse(tool))]) };
                if (page + 1 < Pages.Count)
                {
                    result["nextCursor"] = $"{page + 1}";
                }

                return result;
            case "tools/call":
                return JsonNode.Parse(Result);
            default:
                return null;
        }
    }

    private async Task WriteAsync(JsonNode message)
    {
        await _writing.WaitAsync();
        try
        {
            await _toClient.Writer.WriteAsync(Encoding.UTF8.GetBytes(message.ToJsonString() + "\n"));
        }
        catch (InvalidOperationException)
        {
            // It died while it answered.
        }
        finally
        {
            _writing.Release();
        }
    }
}
