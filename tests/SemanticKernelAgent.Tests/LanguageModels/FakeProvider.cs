using System.Net;
using System.Text;
using System.Text.Json;

namespace SemanticKernelAgent.Tests.LanguageModels;

/// <summary>A provider's server without a network: answers request after request from a script and keeps what it was sent.</summary>
internal sealed class FakeProvider(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
{
    private readonly List<(HttpRequestMessage Message, JsonElement Body)> _requests = [];

    public IReadOnlyList<(HttpRequestMessage Message, JsonElement Body)> Requests => _requests;

    public static Func<HttpResponseMessage> Streams(params string[] events) =>
        () => new HttpResponseMessage(HttpStatusCode.OK) { Content = Body(string.Concat(events.Select(line => $"{line}\n\n")), "text/event-stream") };

    public static Func<HttpResponseMessage> Fails(HttpStatusCode status, string body) =>
        () => new HttpResponseMessage(status) { Content = Body(body, "application/json") };

    public static Func<HttpResponseMessage> Throws(Exception exception) => () => throw exception;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        int index = Math.Min(_requests.Count, answers.Length - 1);
        using var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
        _requests.Add((request, body.RootElement.Clone()));
        return answers[index]();
    }

    private static StreamContent Body(string text, string mediaType) => new(new NetworkLikeStream(Encoding.UTF8.GetBytes(text))) { Headers = { { "Content-Type", mediaType } } };

    /// <summary>Cannot seek, and gives a few bytes at a time: what the clients' readers meet in life.</summary>
    private sealed class NetworkLikeStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 7));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 7)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(buffer.Length, 7)], cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => base.ReadAsync(buffer, offset, Math.Min(count, 7), cancellationToken);
    }
}
