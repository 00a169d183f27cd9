using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using SemanticKernelAgent.Settings;

namespace SemanticKernelAgent.LanguageModels;

/// <summary>Says in words for a person why a provider did not answer, whichever library speaks to it.</summary>
internal sealed class ExplainingChatClient(IChatClient inner, LanguageModelSettings settings) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using IAsyncEnumerator<ChatResponseUpdate> updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        bool any = false;
        while (await MoveNextAsync(updates, any, cancellationToken))
        {
            any = true;
            yield return updates.Current;
        }
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, bool any, CancellationToken cancellationToken)
    {
        try
        {
            // The libraries skip over some of what they cannot read.
            return await updates.MoveNextAsync() || (any ? false : throw new InvalidDataException("It is empty."));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw ProviderFailure.Explain(exception, settings);
        }
    }
}
