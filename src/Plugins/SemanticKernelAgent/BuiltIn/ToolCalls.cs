using InteractionCore.Delegation;
using Microsoft.Extensions.AI;
using SemanticKernelAgent.Tools;

namespace SemanticKernelAgent.BuiltIn;

/// <summary>Runs the calls of one round. Whatever is wrong with a call becomes its result, for the language model to read.</summary>
internal sealed class ToolCalls(OfferedTools tools, AgentRun run)
{
    /// <returns>The results in the order of the calls.</returns>
    public async Task<FunctionResultContent[]> RunAsync(IReadOnlyList<FunctionCallContent> calls, CancellationToken cancellationToken)
    {
        if (run.AllowConcurrentTools)
        {
            return await Task.WhenAll(calls.Select(call => RunAsync(call, cancellationToken)));
        }

        var results = new FunctionResultContent[calls.Count];
        for (int i = 0; i < calls.Count; i++)
        {
            results[i] = await RunAsync(calls[i], cancellationToken);
        }

        return results;
    }

    private async Task<FunctionResultContent> RunAsync(FunctionCallContent call, CancellationToken cancellationToken)
    {
        if (tools.Find(call.Name) is not { } tool)
        {
            return new FunctionResultContent(call.CallId, ToolErrors.NotFound(call.Name, tools));
        }

        if (call.Exception is { } unreadable)
        {
            return new FunctionResultContent(call.CallId, ToolErrors.UnreadableArguments(call.Name, unreadable)) { Exception = unreadable };
        }

        try
        {
            // WaitAsync: a tool that ignores its token does not hold up a run that is cancelled.
            object? result = await InvokeAsync(call, tool.Function, cancellationToken).WaitAsync(cancellationToken);
            return new FunctionResultContent(call.CallId, result);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new FunctionResultContent(call.CallId, ToolErrors.Failed(call.Name, exception)) { Exception = exception };
        }
    }

    private async Task<object?> InvokeAsync(FunctionCallContent call, AIFunction function, CancellationToken cancellationToken)
    {
        var arguments = new AIFunctionArguments(call.Arguments);
        return run.Gate is null
            ? await function.InvokeAsync(arguments, cancellationToken)
            : await run.Gate.InvokeAsync(new ToolCall(call.CallId, call.Name, function, arguments), token => function.InvokeAsync(arguments, token), cancellationToken);
    }
}
