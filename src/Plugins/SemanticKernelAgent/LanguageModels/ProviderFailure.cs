using System.ClientModel;
using Anthropic.Exceptions;
using SemanticKernelAgent.Settings;

namespace SemanticKernelAgent.LanguageModels;

/// <summary>Turns what the providers' libraries throw into a sentence with the next move.</summary>
internal static class ProviderFailure
{
    private const int MaxDetailChars = 300;

    /// <returns>With the exception inside only where its message does not say all: the libraries' own are nested deeply.</returns>
    public static LanguageModelException Explain(Exception exception, LanguageModelSettings settings)
    {
        string who = $"The language model '{settings.Model}' of {settings.ProviderName} at {settings.Endpoint}";
        string key = settings.ApiKeyVariable is { } variable ? $"the key in {variable}" : "'apiKeyVariable' (none is set, so no key was sent)";
        if (StatusOf(exception) is { } status)
        {
            return new LanguageModelException(status switch
            {
                401 or 403 => $"{who} refused the request ({status}): {Detail(exception)} Check {key}.",
                404 => $"{who} was not found (404): {Detail(exception)} Check 'model' and 'endpoint' of the plugin's settings.",
                429 => $"{who} is asked too often or its quota is used up (429): {Detail(exception)} Wait, or raise the limit of the account.",
                >= 500 => $"{who} failed ({status}): {Detail(exception)} Try again later, or configure another model.",
                _ => $"{who} did not accept the request ({status}): {Detail(exception)} Check 'model' and 'maxOutputTokens' of the plugin's settings.",
            });
        }

        if (Find<TimeoutException>(exception) is not null || Find<OperationCanceledException>(exception) is not null)
        {
            return new LanguageModelException($"{who} did not answer within {settings.Timeout.TotalSeconds:0.#} s. Try again, or raise 'timeoutSeconds'.");
        }

        return Find<HttpRequestException>(exception) is { } unreachable
            ? new LanguageModelException($"{who} cannot be reached: {Sentence(unreachable.Message)} Check the network and 'endpoint' of the plugin's settings, and that the server runs.")
            : new LanguageModelException($"{who} gave an answer that cannot be read: {Detail(exception)} Check that 'endpoint' speaks the API of {settings.ProviderName}.", exception);
    }

    private static int? StatusOf(Exception exception) => exception switch
    {
        ClientResultException { Status: > 0 } result => result.Status,
        AnthropicApiException api => (int)api.StatusCode,
        _ => null,
    };

    private static T? Find<T>(Exception? exception) where T : Exception =>
        exception switch
        {
            null => null,
            T found => found,
            AggregateException several => several.InnerExceptions.Select(Find<T>).FirstOrDefault(found => found is not null),
            _ => Find<T>(exception.InnerException),
        };

    private static string Detail(Exception exception) => Sentence((exception as AnthropicServiceException)?.ApiMessage ?? exception.Message);

    private static string Sentence(string message)
    {
        string line = string.Join(' ', message.Split((char[])['\r', '\n', ' '], StringSplitOptions.RemoveEmptyEntries));
        line = line.Length <= MaxDetailChars ? line : string.Concat(line.AsSpan(0, MaxDetailChars), "…");
        return line.EndsWith('.') || line.EndsWith('…') ? line : line + ".";
    }
}
