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
}

/// <summary>
/// Stands before the language model. Gives the tools their own schemas back, of which Semantic Kernel keeps only properties and
/// required ones, and notes calls whose arguments cannot be read.
/// </summary>
internal sealed class ToolBridge(IChatClient inner, OfferedTools tools, RunCalls calls) : DelegatingChatClient(inner)
{
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (options?.Tools is { Count: > 0 } offered)
        {
            options = options.Clone();
            options.Tools = [.. offered.Select(tool => tools.Find(tool.Name)?.Declaration ?? tool)];
        }

        string messageId = Guid.NewGuid().ToString("N");
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
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
}
