using System.Diagnostics;
using System.Text;
using System.Text.Json;
using InteractionCore.Injections;
using InteractionCore.Plugins;
using InteractionCore.Sessions;
using InteractionCore.Ui;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace InteractionCore.Delegation;

/// <summary>
/// Runs a session's delegated tasks and turns what the agent does into injections. Whatever goes wrong with a task ends that
/// task alone, with words the model can say.
/// </summary>
/// <param name="transcriber">Null when there is none.</param>
/// <param name="tools">Asked for each task: sources may come and go during a session.</param>
internal sealed partial class DelegationWorker(
    IBackgroundAgent agent, AgentInputs inputs, ITranscriber? transcriber, Func<IEnumerable<IToolSource>> tools, SessionState state, InteractionOptions options,
    InteractionMetrics metrics, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan PartialEvery = TimeSpan.FromMilliseconds(500);

    public Task RunAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        state.Channels.Delegations.Reader.ReadAllAsync(cancellationToken),
        new ParallelOptions { MaxDegreeOfParallelism = options.MaxConcurrentDelegations, CancellationToken = cancellationToken },
        RunOneAsync);

    private async ValueTask RunOneAsync(DelegationRequest request, CancellationToken sessionToken)
    {
        using Activity? span = InteractionTracing.StartDelegation(request);
        CancellationToken takenBack = state.Delegations.TokenOf(request.Id);
        using var timeout = new Deadline(options.DelegationTimeout, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(sessionToken, timeout.Token, takenBack);
        Injection end;
        try
        {
            end = await WorkAsync(request, timeout, any.Token);
        }
        catch (OperationCanceledException) when (!sessionToken.IsCancellationRequested && takenBack.IsCancellationRequested)
        {
            end = Ending(InjectionKind.Silent, null, DelegationStatus.Cancelled, "Taken back by the user.");
        }
        catch (OperationCanceledException) when (!sessionToken.IsCancellationRequested && timeout.Passed)
        {
            end = Ending(InjectionKind.Failure, "it took too long", DelegationStatus.TimedOut,
                $"Not done within {timeout.Limit.TotalSeconds:0.#} s (Interaction:DelegationTimeout).");
        }
        catch (Exception exception) when (!sessionToken.IsCancellationRequested)
        {
            LogFailed(request.Id, exception);
            end = Ending(InjectionKind.Failure, "it didn't work", DelegationStatus.Failed, exception.Message);
        }
        finally
        {
            // What the run began and did not wait for, such as a transcript, ends with it.
            await any.CancelAsync();
        }

        InteractionTracing.EndDelegation(span, end.Update!.Status.ToString());
        metrics.DelegationEnded(end.Update!.Status.ToString());
        await InjectAsync(request, end, sessionToken);
    }

    private async Task<Injection> WorkAsync(DelegationRequest request, Deadline deadline, CancellationToken cancellationToken)
    {
        var task = new DelegationTask(request, state, deadline);
        ExactWords? words = transcriber is null || request.Audio.IsEmpty ? null : new ExactWords(() => TranscribeAsync(request, transcriber, cancellationToken), options.TranscriptPatience, time);
        await InjectAsync(request, Update(new DelegationUpdate(DelegationStatus.Running)), cancellationToken);
        string? exact = words is not null && inputs.HasFlag(AgentInputs.Words) ? await words.GetAsync(cancellationToken) : null;
        var run = new AgentRun(Conversation.ToMessages(request, inputs, exact, words), [.. tools().Select(source => source.Current).Append(state.Tools.For(request.Id)).Where(set => set.Functions.Count > 0)],
            Conversation.Instructions(request.Instructions))
        {
            Gate = new ToolGate(options, task, time, logger),
            Meanwhile = () => words?.TakeLate() is { } late ? Conversation.Late(late) : task.Meanwhile() is { } said ? Conversation.Meanwhile(said) : null,
        };
        var answer = new StringBuilder();
        long? told = null;
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (ChatResponseUpdate update in agent.RunAsync(run, cancellationToken))
        {
            foreach (AIContent content in update.Contents)
            {
                switch (content)
                {
                    case FunctionCallContent call:
                        // What was said before a call is not the answer; the model may know it.
                        if (answer.ToString().Trim() is { Length: > 0 } aside)
                        {
                            await InjectAsync(request, new Injection(InjectionKind.Progress, aside) { Update = new DelegationUpdate(DelegationStatus.Running, Detail: aside) }, cancellationToken);
                        }

                        answer.Clear();
                        told = null;
                        names[call.CallId] = call.Name;
                        string arguments = JsonSerializer.Serialize(call.Arguments, ToolAnswer.Json);
                        await InjectAsync(request, Update(new DelegationUpdate(DelegationStatus.Running, call.Name, Arguments: arguments)), cancellationToken);
                        break;
                    case FunctionResultContent result:
                        await InjectAsync(request, ToolAnswered(result, names.GetValueOrDefault(result.CallId, "tool")), cancellationToken);
                        break;
                    case TextContent text when update.Role != ChatRole.Tool && update.Role != ChatRole.User:
                        answer.Append(text.Text);
                        if (told is null || time.GetElapsedTime(told.Value) >= PartialEvery)
                        {
                            told = TellPart(task, answer, told);
                        }

                        break;
                }
            }
        }

        string spoken = answer.ToString().Trim();
        return spoken.Length == 0
            ? Ending(InjectionKind.Failure, "no answer", DelegationStatus.Failed, "The agent ended without an answer.")
            : Ending(InjectionKind.Result, spoken, DelegationStatus.Completed, spoken);
    }

    /// <summary>The user's last utterance in words, which the client is told of.</summary>
    private async Task<string?> TranscribeAsync(DelegationRequest request, ITranscriber by, CancellationToken cancellationToken)
    {
        try
        {
            float[] samples = Utterance.Cut(request);
            string? words = samples.Length == 0 ? null : (await by.TranscribeAsync(samples, cancellationToken))?.Trim();
            if (string.IsNullOrEmpty(words))
            {
                return null;
            }

            await InjectAsync(request, Update(new DelegationUpdate(DelegationStatus.Running, Detail: $"The user's words: {words}") { Words = words }), cancellationToken);
            return words;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotTranscribed(request.Id, exception);
            return null;
        }
    }

    // The client sees the answer grow; the first piece is only noted, as most answers come at once.
    private long TellPart(DelegationTask task, StringBuilder answer, long? told)
    {
        if (told is not null)
        {
            task.TryInject(Update(new DelegationUpdate(DelegationStatus.Running, Detail: answer.ToString())));
        }

        return time.GetTimestamp();
    }

    private static Injection ToolAnswered(FunctionResultContent result, string tool)
    {
        var answer = ToolAnswer.From(result.Result);
        return Update(new DelegationUpdate(DelegationStatus.Running, tool, Detail: answer.Text)) with
        {
            Ui = answer.Structured is { } structured ? ResultCard.Create($"{tool}-{result.CallId}", tool, structured) : null,
        };
    }

    private static Injection Update(DelegationUpdate update) => new(InjectionKind.Silent) { Update = update };

    private static Injection Ending(InjectionKind kind, string? text, DelegationStatus status, string detail) =>
        new(kind, text) { Update = new DelegationUpdate(status, Detail: detail) };

    private ValueTask InjectAsync(DelegationRequest request, Injection injection, CancellationToken cancellationToken) =>
        state.Channels.Injections.Writer.WriteAsync(injection with { DelegationId = request.Id }, cancellationToken);

    [LoggerMessage(LogLevel.Warning, "What the user said could not be written down for delegation {DelegationId}; it goes on in the live model's words.")]
    private partial void LogNotTranscribed(string delegationId, Exception exception);

    [LoggerMessage(LogLevel.Error, "Delegation {DelegationId} failed.")]
    private partial void LogFailed(string delegationId, Exception exception);
}
