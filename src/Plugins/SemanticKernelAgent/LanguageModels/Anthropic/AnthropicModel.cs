using Anthropic;
using Microsoft.Extensions.AI;
using SemanticKernelAgent.Settings;

namespace SemanticKernelAgent.LanguageModels.Anthropic;

/// <summary>Anthropic's own client, which is an <see cref="IChatClient"/>.</summary>
internal static class AnthropicModel
{
    /// <summary>The API requires a limit; a spoken answer is far shorter.</summary>
    private const int DefaultMaxOutputTokens = 2_048;

    public static IChatClient Create(LanguageModelSettings settings, string? apiKey, HttpClient http, int retries) =>
        new AnthropicClient
        {
            HttpClient = http,
            BaseUrl = settings.Endpoint.AbsoluteUri.TrimEnd('/'),
            ApiKey = apiKey,
            MaxRetries = retries,
            Timeout = settings.Timeout,
        }.AsIChatClient(settings.Model, settings.MaxOutputTokens ?? DefaultMaxOutputTokens);
}
