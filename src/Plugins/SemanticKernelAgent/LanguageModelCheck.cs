using System.Globalization;
using InteractionCore.Plugins;
using Microsoft.Extensions.AI;
using SemanticKernelAgent.LanguageModels;

namespace SemanticKernelAgent;

/// <summary>
/// Asks the language model for one word, to know that it answers. What came of it is kept for a while, so that a health check every
/// few seconds does not cost a request each time.
/// </summary>
#pragma warning disable CA1001 // The semaphore is never asked for a wait handle, so that it holds nothing to dispose of.
internal sealed class LanguageModelCheck(IChatClient client, TimeProvider time)
#pragma warning restore CA1001
{
    private static readonly TimeSpan WhileItWorks = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan WhileItDoesNot = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1);
    private (long At, Health Health, string Detail)? _last;

    /// <returns>How it is, and how long it took or why it did not answer.</returns>
    public async Task<(Health Health, string Detail)> AskAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_last is { } last && time.GetElapsedTime(last.At) < (last.Health is Health.Ok ? WhileItWorks : WhileItDoesNot))
            {
                return (last.Health, last.Detail);
            }

            (Health health, string detail) = await TryAsync(cancellationToken);
            _last = (time.GetTimestamp(), health, detail);
            return (health, detail);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<(Health Health, string Detail)> TryAsync(CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        try
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "Answer with the word ok.")], options: null, cancellationToken))
            {
                if (update.Text.Length > 0)
                {
                    break;
                }
            }

            return (Health.Ok, string.Create(CultureInfo.InvariantCulture, $"answered in {time.GetElapsedTime(started).TotalMilliseconds:0} ms"));
        }
        catch (LanguageModelException exception)
        {
            return (Health.Broken, exception.Message);
        }
    }
}
