using System.Net;
using System.Text.Json.Nodes;
using InteractionCore.Injections;
using InteractionCore.Sessions;
using InteractionCore.Ui;
using Microsoft.Extensions.Logging.Abstractions;

namespace AdaptiveCards.Tests;

public sealed class CardPosterTests
{
    private static readonly Uri Address = new("https://chat.example.com/hook?key=1");

    [Fact]
    public async Task Each_new_card_is_posted_as_a_message_with_the_card_attached()
    {
        var chat = new Chat(HttpStatusCode.OK);
        using var poster = new CardPoster(Address, chat, NullLogger.Instance);

        await ObserveAsync(poster, Cards.Counter("s", "Squats", 3), Surface.Change("s", "/count", "4"), Cards.List("t", "Milk", []), Surface.Delete("t"));

        Assert.Equal(2, chat.Posted.Count);
        Assert.Equal("application/vnd.microsoft.card.adaptive", (string?)chat.Posted[0]["attachments"]![0]!["contentType"]);
        Assert.Contains("Milk", chat.Posted[1].ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chat_that_refuses_costs_that_card()
    {
        var chat = new Chat(HttpStatusCode.TooManyRequests);
        using var poster = new CardPoster(Address, chat, NullLogger.Instance);

        await ObserveAsync(poster, Cards.List("s", "Milk", []), Cards.List("t", "Bread", []));

        Assert.Equal(2, chat.Posted.Count);
    }

    private static Task ObserveAsync(CardPoster poster, params UiDescriptor[] shown)
    {
        async IAsyncEnumerable<SessionEvent> Events()
        {
            foreach (UiDescriptor ui in shown)
            {
                await Task.Yield();
                yield return new UiPatched(0, ui, DelegationId: null);
            }
        }

        return poster.ObserveAsync(new ObservedSession("s1", DateTimeOffset.UnixEpoch), Events(), CancellationToken.None);
    }

    private sealed class Chat(HttpStatusCode status) : HttpMessageHandler
    {
        public List<JsonObject> Posted { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Posted.Add(JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject());
            return new HttpResponseMessage(status);
        }
    }
}
