using Microsoft.Extensions.AI;
using SemanticKernelAgent.LanguageModels.Anthropic;
using SemanticKernelAgent.LanguageModels.OpenAI;
using SemanticKernelAgent.Settings;

namespace SemanticKernelAgent.LanguageModels;

/// <summary>Makes the client of the configured language model.</summary>
internal static class LanguageModelFactory
{
    /// <summary>A voice conversation does not wait for more.</summary>
    private const int Retries = 1;

    /// <summary>Connections are made anew after this time, so that a server that moves is found.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <param name="apiKey">Null where the server needs none.</param>
    /// <param name="handler">Carries the requests; null for the network.</param>
    public static IChatClient Create(LanguageModelSettings settings, string? apiKey, HttpMessageHandler? handler = null, int retries = Retries)
    {
        // The clients bound a request's time themselves.
        var http = new HttpClient(handler ?? new SocketsHttpHandler { PooledConnectionLifetime = ConnectionLifetime }) { Timeout = Timeout.InfiniteTimeSpan };
        IChatClient client = settings.Provider is Provider.Anthropic
            ? AnthropicModel.Create(settings, apiKey, http, retries)
            : OpenAIChatClient.Create(settings, apiKey, http, retries);
        return new ExplainingChatClient(client, settings);
    }
}
