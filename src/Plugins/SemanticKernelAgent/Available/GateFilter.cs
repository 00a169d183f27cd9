using InteractionCore.Delegation;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using SemanticKernelAgent.Tools;

namespace SemanticKernelAgent.Available;

/// <summary>Leads every tool call of Semantic Kernel's loop through the host's gate.</summary>
internal sealed class GateFilter(IToolGate? gate, OfferedTools tools, RunCalls calls, CancellationToken runToken) : IAutoFunctionInvocationFilter
{
    public async Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        string name = $"{context.Function.PluginName}_{context.Function.Name}";
        context.Result = new FunctionResult(context.Function, await InvokeAsync(name, context));
    }

    // The run's token: the context's own is never set for an IChatClient. The tool is invoked directly, so that it sees the gate's.
    private async Task<object?> InvokeAsync(string name, AutoFunctionInvocationContext context)
    {
        string callId = context.ToolCallId ?? "";
        if (calls.Unreadable.TryGetValue(callId, out Exception? unreadable))
        {
            return ToolErrors.UnreadableArguments(name, unreadable);
        }

        if (tools.Find(name) is not { } tool)
        {
            return ToolErrors.NotFound(name, tools);
        }

        var arguments = new AIFunctionArguments(context.Arguments?.ToDictionary(argument => argument.Key, argument => argument.Value, StringComparer.Ordinal));
        try
        {
            ValueTask<object?> call = gate is null
                ? tool.Function.InvokeAsync(arguments, runToken)
                : gate.InvokeAsync(new ToolCall(callId, name, tool.Function, arguments), token => tool.Function.InvokeAsync(arguments, token), runToken);
            return await call.AsTask().WaitAsync(runToken);
        }
        catch (Exception exception) when (!runToken.IsCancellationRequested)
        {
            return ToolErrors.Failed(name, exception);
        }
    }
}
