using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;

namespace AgentHost.Tests.Commands;

/// <summary>A server of chat completions on a loopback port that answers round after round of a conversation from a script, streamed as the real ones do.</summary>
internal sealed class ScriptedProvider : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<JsonElement> _requests = [];
    private readonly Func<JsonElement, string>[] _answers;

    /// <param name="answers">Each makes of a request the delta that is streamed: the first of one without tool answers, the next of one with one, and so on.</param>
    public ScriptedProvider(params Func<JsonElement, string>[] answers)
    {
        _answers = answers;
        using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Endpoint = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/v1";
        }

        _listener.Prefixes.Add(Endpoint + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Endpoint { get; }

    public IReadOnlyList<JsonElement> Requests => [.. _requests];

    public static string Call(string id, string tool, string arguments) =>
        $$"""{ "role": "assistant", "tool_calls": [ { "index": 0, "id": "{{id}}", "type": "function", "function": { "name": "{{tool}}", "arguments": {{JsonSerializer.Serialize(arguments)}} } } ] }""";

    public static string Say(string text) => $$"""{ "role": "assistant", "content": {{JsonSerializer.Serialize(text)}} }""";

    /// <summary>What the last tool of the conversation answered.</summary>
    public static string LastAnswer(JsonElement request) =>
        request.GetProperty("messages").EnumerateArray().Last(message => message.GetProperty("role").GetString() == "tool").GetProperty("content").ToString();

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using var body = await JsonDocument.ParseAsync(context.Request.InputStream);
                JsonElement request = body.RootElement.Clone();
                int round = request.GetProperty("messages").EnumerateArray().Count(message => message.GetProperty("role").GetString() == "tool");
                string delta = _answers[Math.Min(round, _answers.Length - 1)](request);
                _requests.Enqueue(request);
                context.Response.ContentType = "text/event-stream";
                string chunk = $$"""{ "id": "r1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [ { "index": 0, "delta": {{delta}}, "finish_reason": null } ] }""";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes($"data: {chunk.ReplaceLineEndings(" ")}\n\ndata: [DONE]\n\n"));
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
