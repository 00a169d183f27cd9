using System.Text.Json;
using InteractionCore.Delegation;
using Microsoft.Extensions.AI;

namespace SemanticKernelAgent.Tests.Contract;

/// <summary>A tool with a schema and an answer of the test's choice.</summary>
internal sealed class FixedTool(string name, string schema, object? result = null, string description = "A tool.", bool reads = false) : AIFunction
{
    public override string Name => name;

    public override string Description => description;

    public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } = new Dictionary<string, object?> { [ToolHints.ReadOnly] = reads };

    public override JsonElement JsonSchema { get; } = JsonDocument.Parse(schema).RootElement;

    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) => new(result);
}

/// <summary>Services of which there are none.</summary>
internal sealed class NoServices : IServiceProvider
{
    public object? GetService(Type serviceType) => null;
}

/// <summary>A gate that writes down what passes, and decides as the test says.</summary>
internal sealed class ScriptedGate(Func<ToolCall, Func<CancellationToken, ValueTask<object?>>, CancellationToken, ValueTask<object?>> decide) : IToolGate
{
    private readonly Lock _lock = new();
    private readonly List<ToolCall> _calls = [];

    public IReadOnlyList<ToolCall> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    public ValueTask<object?> InvokeAsync(ToolCall call, Func<CancellationToken, ValueTask<object?>> next, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _calls.Add(call);
        }

        return decide(call, next, cancellationToken);
    }
}
