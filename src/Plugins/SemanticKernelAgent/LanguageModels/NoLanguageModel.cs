using Microsoft.Extensions.AI;

namespace SemanticKernelAgent.LanguageModels;

/// <summary>Stands in for a language model that is configured but cannot be asked.</summary>
internal sealed class NoLanguageModel(string reason) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new LanguageModelException(reason);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new LanguageModelException(reason);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
