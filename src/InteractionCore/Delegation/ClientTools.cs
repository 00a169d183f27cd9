using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using InteractionCore.Injections;
using Microsoft.Extensions.AI;

namespace InteractionCore.Delegation;

/// <summary>A tool that the client of a session runs itself.</summary>
/// <param name="Name">As the client calls it.</param>
/// <param name="Description">What it is for; the agent chooses by it.</param>
/// <param name="Schema">JSON Schema of its arguments, an object.</param>
public sealed record ClientTool(string Name, string Description, JsonElement Schema);

/// <summary>One call of a client's tool.</summary>
/// <param name="CallId">Unique in the session.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">Its arguments, a JSON object.</param>
public sealed record ClientToolCall(string CallId, string Name, string Arguments);

/// <summary>
/// The tools of a session's client as the agent sees them. A call goes out in the live stream and waits for the client's answer, for
/// as long as the gate lets it. Thread-safe.
/// </summary>
internal sealed class ClientTools(ChannelWriter<Injection> injections)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _waiting = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<ClientTool> _tools = [];
    private int _calls;

    public void Offer(IReadOnlyList<ClientTool> tools) => _tools = tools;

    /// <summary>The tools for one delegation, so that its calls carry its id.</summary>
    public Toolset For(string delegationId) => new("client", [.. _tools.Select(tool => new Function(this, tool, delegationId))]);

    /// <summary>Hands over the client's answer; false when no such call waits (any more).</summary>
    public bool Answer(string callId, string output) => _waiting.TryRemove(callId, out TaskCompletionSource<string>? call) && call.TrySetResult(output);

    private async ValueTask<object?> CallAsync(ClientTool tool, string delegationId, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        string id = $"call_{Interlocked.Increment(ref _calls)}";
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        try
        {
            string json = JsonSerializer.Serialize(arguments, ToolAnswer.Json.GetTypeInfo(typeof(IDictionary<string, object?>)));
            await injections.WriteAsync(new Injection(InjectionKind.Silent) { DelegationId = delegationId, ToolCall = new ClientToolCall(id, tool.Name, json) }, cancellationToken);
            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    private sealed class Function(ClientTools owner, ClientTool tool, string delegationId) : AIFunction
    {
        public override string Name => tool.Name;

        public override string Description => tool.Description;

        public override JsonElement JsonSchema => tool.Schema;

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
            owner.CallAsync(tool, delegationId, arguments, cancellationToken);
    }
}
