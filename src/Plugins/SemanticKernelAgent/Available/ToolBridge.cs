using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using SemanticKernelAgent.Tools;

namespace SemanticKernelAgent.Available;

/// <summary>What a run must remember of its calls, because Semantic Kernel does not pass it on.</summary>
internal sealed class RunCalls
{
    /// <summary>Why a call's arguments could not be read, by call id.</summary>
    public ConcurrentDictionary<string, Exception> Unreadable { get; } = new(StringComparer.Ordinal);

    /// <summary>What the user said during the run, each before the messages it came ahead of.</summary>
    public List<(int Index, ChatMessage Message)> Said { get; } = [];

    /// <summary>What of <see cref="Said"/> the engine's caller has not been told.</summary>
    public ConcurrentQueue<ChatMessage> Untold { get; } = [];
}

/// <summary>
/// Stands before the language model. Gives the tools their own schemas back, of which Semantic Kernel keeps only properties and
/// required ones, and notes calls whose arguments cannot be read.
/// </summary>
internal sealed class ToolBridge(IChatClient inner, OfferedTools tools, RunCalls calls, Func<ChatMessage?>? meanwhile) : DelegatingChatClient(inner)
{
    private int _rounds;

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (options?.Tools is { Count: > 0 } offered)
        {
            options = options.Clone();
            options.Tools = [.. offered.Select(tool => tools.Find(tool.Name)?.Declaration ?? tool)];
        }

        string messageId = Guid.NewGuid().ToString("N");
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(WithSaid(messages), options, cancellationToken))
        {
            update.MessageId ??= messageId;
            foreach (FunctionCallContent call in update.Contents.OfType<FunctionCallContent>())
            {
                if (call.Exception is { } exception)
                {
                    calls.Unreadable[call.CallId] = exception;
                }
            }

            yield return update;
        }
    }

    // Semantic Kernel's loop keeps a history of its own, so what the user said is put into it anew each round, where it was said.
    private List<ChatMessage> WithSaid(IEnumerable<ChatMessage> messages)
    {
        List<ChatMessage> all = [.. messages];
        if (_rounds++ > 0 && meanwhile?.Invoke() is { } said)
        {
            calls.Said.Add((all.Count, said));
            calls.Untold.Enqueue(said);
        }

        for (int i = calls.Said.Count - 1; i >= 0; i--)
        {
            all.Insert(Math.Min(calls.Said[i].Index, all.Count), calls.Said[i].Message);
        }

        return all;
    }
}
