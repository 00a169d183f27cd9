using System.Text;
using System.Text.Json.Nodes;
using InteractionCore.Plugins;
using InteractionCore.Sessions;
using Microsoft.Extensions.Logging;

namespace AdaptiveCards;

/// <summary>Follows sessions and posts each card that is shown, or built anew; a value that changes in one is not posted again.</summary>
internal sealed partial class CardPoster(Uri address, HttpMessageHandler handler, ILogger logger) : ISessionObserver, IDisposable
{
    private readonly HttpClient _http = new(handler) { Timeout = TimeSpan.FromSeconds(10) };

    public string Name => "adaptive-cards";

    public async Task ObserveAsync(ObservedSession session, IAsyncEnumerable<SessionEvent> events, CancellationToken cancellationToken)
    {
        var surfaces = new Surfaces();
        await foreach (SessionEvent happened in events.WithCancellation(cancellationToken))
        {
            if (happened is UiPatched patch && surfaces.Take(patch.Ui) is { } surface)
            {
                await PostAsync(AdaptiveCard.From(surface), session.Id, cancellationToken);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task PostAsync(JsonObject card, string session, CancellationToken cancellationToken)
    {
        // What chats take: a message with the card attached.
        var message = new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["content"] = card }),
        };
        try
        {
            using var content = new StringContent(message.ToJsonString(), Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await _http.PostAsync(address, content, cancellationToken);
            response.EnsureSuccessStatusCode();
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The next card may arrive; the session's client has them all.
            LogNotPosted(address.Host, session, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A card of session {Session} was not posted to {Host}: {Reason}")]
    private partial void LogNotPosted(string host, string session, string reason);
}
