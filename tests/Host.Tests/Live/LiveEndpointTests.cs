using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using AgentHost.Commands;
using AgentHost.Testing;
using Microsoft.AspNetCore.Builder;

namespace AgentHost.Tests.Live;

/// <summary>Talks to a served host over real WebSockets on the loopback interface, with the shipped model.</summary>
public sealed class LiveEndpointTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        string model = Repository.Wren.Replace('\\', '/');
        string plugins = _folder.File("plugins.json",
            $$"""
            { "plugins": [ { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "model": "{{model}}", "device": "cpu" } } ] }
            """);
        _app = ServeCommand.Build(plugins, "http://127.0.0.1:0");
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_session_starts_answers_typed_words_and_closes()
    {
        await using Client client = await ConnectAsync();

        await client.SendAsync("""{"type":"session.start","session":{"model":"wren","instructions":"Be brief."}}""");
        JsonElement started = await client.NextAsync("session.started");
        await client.SendAsync("""{"type":"session.input_text.append","text":"hello"}""");
        JsonElement said = await client.NextAsync("session.output_transcript.delta");
        await client.SendAsync("""{"type":"session.close"}""");
        JsonElement closed = await client.NextAsync("session.closed");

        Assert.Equal("Be brief.", started.GetProperty("session").GetProperty("instructions").GetString());
        Assert.Equal(" hello", said.GetProperty("delta").GetString());
        Assert.Equal("close_requested", closed.GetProperty("reason").GetString());
        Assert.True(closed.GetProperty("usage").GetProperty("seconds").GetDouble() > 0);
    }

    [Theory]
    [InlineData("rebound.example.com", HttpStatusCode.BadRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    public async Task A_host_of_this_machine_answers_to_this_machines_names_only(string name, HttpStatusCode expected)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_app.Urls.First()}/healthz");
        request.Headers.Host = name;

        using HttpResponseMessage response = await http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task The_metrics_show_the_session_its_turns_and_its_cache()
    {
        await using Client client = await ConnectAsync();
        await client.SendAsync("""{"type":"session.start","session":{}}""");
        string secret = (await client.NextAsync("session.started")).GetProperty("session").GetProperty("id").GetString()!;
        await client.SendAsync("""{"type":"session.input_text.append","text":"hello"}""");
        await client.NextAsync("session.output_transcript.delta");

        using var http = new HttpClient();
        using JsonDocument metrics = JsonDocument.Parse(await http.GetStringAsync(new Uri(new Uri(_app.Urls.First()), "/v1/metrics")));

        JsonElement live = metrics.RootElement.GetProperty("live")[0];
        // Who has the client's own id can watch the session.
        Assert.DoesNotContain(secret, metrics.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("s1", live.GetProperty("id").GetString());
        Assert.True(live.GetProperty("turns").GetProperty("count").GetInt32() > 0);
        Assert.True(live.GetProperty("cache").GetProperty("positions").GetInt32() > 0);
        Assert.Equal("Nothing", metrics.RootElement.GetProperty("shedding").GetString());
        Assert.Equal(1, metrics.RootElement.GetProperty("sessions").GetInt32());
    }

    [Fact]
    public async Task Speech_comes_as_audio_in_the_sessions_format()
    {
        await using Client client = await ConnectAsync();
        await client.SendAsync("""{"type":"session.start","session":{"audio":{"format":{"type":"audio/pcm","rate":16000}}}}""");
        await client.NextAsync("session.started");

        await client.SendAsync("""{"type":"session.input_text.append","text":"good morning"}""");

        JsonElement audio = await client.NextAsync("session.output_audio.delta");
        byte[] pcm = audio.GetProperty("delta").GetBytesFromBase64();
        Assert.InRange(pcm.Length, 2, 2 * 3_200 + 100);
        Assert.Contains(pcm, sample => sample != 0);
        Assert.Equal(0, audio.GetProperty("start_ms").GetInt64() % 200);
    }

    [Fact]
    public async Task With_client_delegation_the_client_answers_and_the_model_speaks_it()
    {
        await using Client client = await ConnectAsync();
        await client.SendAsync("""{"type":"session.start","session":{"delegation":{"type":"client"}}}""");
        await client.SendAsync("""{"type":"session.input_text.append","text":"what is the weather in paris"}""");

        JsonElement delegation = (await client.NextAsync("session.delegation.created")).GetProperty("delegation");
        await client.SendAsync($$"""{"type":"session.commentary.append","delegation_id":"{{delegation.GetProperty("id").GetString()}}","content":"It is 21 degrees and sunny in Paris.","event_id":"c7"}""");
        JsonElement appended = await client.NextAsync("session.commentary.appended");
        string said = await client.SaidUntilAsync("paris");

        Assert.Equal(("client", "what is the weather in paris"), (delegation.GetProperty("target").GetString(), delegation.GetProperty("task").GetString()));
        Assert.Equal("c7", appended.GetProperty("client_event_id").GetString());
        Assert.EndsWith("it is twenty one degrees and sunny in paris", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"session.dance"}""", "unknown_event")]
    [InlineData("""{"type":"session.input_audio.append","audio":"%%%"}""", "invalid_audio")]
    [InlineData("""{"type":"session.input_video.append","image":"AAAA","media_type":"image/gif"}""", "invalid_image")]
    [InlineData("""{"type":"session.input_video.append","image":"AAAA","media_type":"image/jpeg"}""", "invalid_image")]
    [InlineData("""{"type":"session.input_video.append","image":"%%%%","media_type":"image/png"}""", "invalid_image")]
    [InlineData("""{"type":"session.start","session":{}}""", "already_started")]
    [InlineData("""{"type":"session.update","session":{"model":"other"}}""", "not_updatable")]
    [InlineData("""{"type":"session.input_text.append"}""", "invalid_event")]
    public async Task A_wrong_event_is_answered_and_the_session_goes_on(string wrong, string code)
    {
        await using Client client = await ConnectAsync();
        await client.SendAsync("""{"type":"session.start","session":{}}""");

        await client.SendAsync(wrong);
        JsonElement error = await client.NextAsync("error");
        await client.SendAsync("""{"type":"session.input_text.append","text":"hello"}""");

        Assert.Equal(code, error.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(" hello", (await client.NextAsync("session.output_transcript.delta")).GetProperty("delta").GetString());
    }

    [Theory]
    [InlineData("""{"type":"session.close"}""", "not_started")]
    [InlineData("""{"type":"session.start","session":{"audio":{"format":{"type":"audio/opus"}}}}""", "unsupported_audio")]
    [InlineData("""{"type":"session.start","session":{"delegation":{"type":"decisions"}}}""", "unsupported_delegation")]
    [InlineData("""{"type":"session.start","session":{"extensions":["telepathy"]}}""", "unsupported_extension")]
    [InlineData("hello", "invalid_event")]
    public async Task A_session_that_cannot_be_is_refused_with_the_reason(string start, string code)
    {
        await using Client client = await ConnectAsync();

        await client.SendAsync(start);

        Assert.Equal(code, (await client.NextAsync("error")).GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await client.ClosedAsync());
    }

    [Fact]
    public async Task A_client_that_vanishes_frees_its_place()
    {
        var host = (InteractionCore.Sessions.LiveHost)_app.Services.GetService(typeof(InteractionCore.Sessions.LiveHost))!;
        Client client = await ConnectAsync();
        await client.SendAsync("""{"type":"session.start","session":{}}""");
        await client.NextAsync("session.started");
        Assert.Equal(1, host.Count);

        client.Abort();

        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        using var timeout = new CancellationTokenSource(Client.Patience);
        while (host.Count > 0)
        {
            await poll.WaitForNextTickAsync(timeout.Token);
        }
    }

    [Fact]
    public async Task The_page_and_the_health_of_the_host_are_served()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };

        Assert.Contains("<title>AgentHost</title>", await http.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.Equal("ok", await http.GetStringAsync("/healthz"));
        Assert.Contains("ok\tModel\twren", await http.GetStringAsync("/readyz"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UpgradeRequired, (await http.GetAsync("/v1/live/sessions")).StatusCode);
    }

    private async Task<Client> ConnectAsync()
    {
        var socket = new ClientWebSocket();
        using var timeout = new CancellationTokenSource(Client.Patience);
        await socket.ConnectAsync(new Uri(_app.Urls.First().Replace("http", "ws", StringComparison.Ordinal) + "/v1/live/sessions"), timeout.Token);
        return new Client(socket);
    }

    private sealed class Client(ClientWebSocket socket) : IAsyncDisposable
    {
        public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

        private readonly byte[] _buffer = new byte[256 * 1024];

        public async Task SendAsync(string json)
        {
            using var timeout = new CancellationTokenSource(Patience);
            await socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, timeout.Token);
        }

        /// <summary>The next event of a type; others are skipped, but no error is.</summary>
        public async Task<JsonElement> NextAsync(string type)
        {
            while (true)
            {
                JsonElement received = await ReceiveAsync() ?? throw new InvalidOperationException($"The session closed before {type} came.");
                string? got = received.GetProperty("type").GetString();
                if (got == type)
                {
                    return received;
                }

                Assert.NotEqual("error", got);
            }
        }

        /// <summary>What the model says until it says the word.</summary>
        public async Task<string> SaidUntilAsync(string word)
        {
            string said = "";
            while (!said.EndsWith(word, StringComparison.Ordinal))
            {
                said += (await NextAsync("session.output_transcript.delta")).GetProperty("delta").GetString();
            }

            return said;
        }

        public async Task<WebSocketCloseStatus?> ClosedAsync()
        {
            while (await ReceiveAsync() is not null)
            {
            }

            return socket.CloseStatus;
        }

        public void Abort() => socket.Abort();

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<JsonElement?> ReceiveAsync()
        {
            using var timeout = new CancellationTokenSource(Patience);
            int length = 0;
            while (true)
            {
                ValueWebSocketReceiveResult result = await socket.ReceiveAsync(_buffer.AsMemory(length), timeout.Token);
                if (result.MessageType is WebSocketMessageType.Close)
                {
                    return null;
                }

                length += result.Count;
                if (result.EndOfMessage)
                {
                    return JsonDocument.Parse(_buffer.AsMemory(0, length).ToArray()).RootElement;
                }
            }
        }
    }
}
