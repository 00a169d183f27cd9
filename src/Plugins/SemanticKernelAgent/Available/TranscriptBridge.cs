using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace SemanticKernelAgent.Available;

/// <summary>
/// Puts the host's transcript in the place of Semantic Kernel's history, which splits parallel calls and drops reasoning, and carries
/// every update through it unharmed.
/// </summary>
internal sealed class TranscriptBridge(IChatClient inner, IReadOnlyList<ChatMessage> transcript) : DelegatingChatClient(inner)
{
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> real = [.. messages.TakeWhile(message => message.Role == ChatRole.System), .. transcript];
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(real, options, cancellationToken))
        {
            yield return new ChatResponseUpdate(update.Role, update.Contents)
            {
                RawRepresentation = update,
                ModelId = update.ModelId,
                AdditionalProperties = update.AdditionalProperties,
            };
        }
    }
}
