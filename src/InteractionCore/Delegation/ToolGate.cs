using System.Diagnostics;
using System.Text.Json;
using InteractionCore.Sessions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace InteractionCore.Delegation;

/// <summary>
/// The gate every tool call of a session passes: denied tools never run, a hanging one is cut off, and an oversized answer is
/// cut short. What goes wrong becomes the call's result, so that the agent can say it.
/// </summary>
/// <param name="task">Whose calls they are; null for calls outside a session's task: nobody can be asked then.</param>
internal sealed partial class ToolGate(InteractionOptions options, DelegationTask? task, TimeProvider time, ILogger logger) : IToolGate
{
    private const int MaxShownArguments = 500;

    public async ValueTask<object?> InvokeAsync(ToolCall call, Func<CancellationToken, ValueTask<object?>> next, CancellationToken cancellationToken)
    {
        ToolDecision decision = ToolPolicy.Decide(call, options);
        if (decision is ToolDecision.Deny)
        {
            LogDenied(call.Name);
            return $"Error: the tool '{call.Name}' is denied by this host's configuration (Interaction:DeniedTools).";
        }

        if (decision is ToolDecision.Ask && !await IsApprovedAsync(call, cancellationToken))
        {
            LogRefused(call.Name);
            return $"Error: the user did not allow the tool '{call.Name}' to run. Do not call it again unless the user asks for it.";
        }

        using Activity? span = InteractionTracing.StartTool(call);
        long started = time.GetTimestamp();
        using var timeout = new Deadline(options.ToolTimeout, time);
        using ToolCallTask? callTask = task is null ? null : new ToolCallTask(call, task, timeout, options.LongToolTimeout, time);
        call.Arguments.Services = callTask;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            // WaitAsync: a tool that ignores its token costs its own call, not the run.
            object? result = await next(either.Token).AsTask().WaitAsync(either.Token);
            LogCalled(call.Name, time.GetElapsedTime(started).TotalMilliseconds);
            return Shorten(result);
        }
        catch (OperationCanceledException) when (timeout.Passed && !cancellationToken.IsCancellationRequested)
        {
            InteractionTracing.Fail(span, "timeout");
            LogTimedOut(call.Name, timeout.Limit.TotalSeconds);
            return $"Error: the tool '{call.Name}' did not answer within {timeout.Limit.TotalSeconds:0.#} s.";
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            InteractionTracing.Fail(span, exception.GetType().Name);
            LogFailed(call.Name, exception);
            return $"Error: the tool '{call.Name}' failed: {exception.Message}";
        }
    }

    private async Task<bool> IsApprovedAsync(ToolCall call, CancellationToken cancellationToken)
    {
        if (task is null)
        {
            return false;
        }

        string arguments = JsonSerializer.Serialize(call.Arguments.ToDictionary(StringComparer.Ordinal), ToolAnswer.Json);
        string shown = arguments.Length <= MaxShownArguments ? arguments : string.Concat(arguments.AsSpan(0, MaxShownArguments), "…");
        var question = new UserQuestion(shown, $"May I run {call.Name.Replace('_', ' ')}?");
        return (await task.AskAsync(question, cancellationToken)).Reply is UserReply.Accepted;
    }

    /// <summary>Cuts text that is too long. Data that is too long loses its structure: its text, cut, is what remains.</summary>
    private object? Shorten(object? result)
    {
        (string Text, int Length) answer = result switch
        {
            string text => (text, text.Length),
            TextContent content => (content.Text, content.Text.Length),
            JsonElement json when json.GetRawText() is { } raw && raw.Length > options.MaxToolResultChars => (ToolAnswer.From(json).Text, raw.Length),
            _ => ("", 0),
        };
        return answer.Length <= options.MaxToolResultChars
            ? result
            : string.Concat(answer.Text.AsSpan(0, Math.Min(answer.Text.Length, options.MaxToolResultChars)), $" [cut: the answer had {answer.Length} characters]");
    }

    [LoggerMessage(LogLevel.Information, "The user did not allow tool {Tool}.")]
    private partial void LogRefused(string tool);

    [LoggerMessage(LogLevel.Information, "Tool {Tool} answered in {ElapsedMs:F0} ms.")]
    private partial void LogCalled(string tool, double elapsedMs);

    [LoggerMessage(LogLevel.Warning, "Tool {Tool} is denied by configuration and was not called.")]
    private partial void LogDenied(string tool);

    [LoggerMessage(LogLevel.Warning, "Tool {Tool} did not answer within {Seconds} s.")]
    private partial void LogTimedOut(string tool, double seconds);

    [LoggerMessage(LogLevel.Warning, "Tool {Tool} failed.")]
    private partial void LogFailed(string tool, Exception exception);
}
