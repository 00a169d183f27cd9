using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AgentHost.Testing;
using McpTools.Authorization.Proofs;

namespace McpTools.Tests.Authorization;

/// <summary>Tokens bound to a key, seen by a server that wants them and by one that does not.</summary>
public sealed class ProofHandlerTests : IDisposable
{
    private static readonly Uri Server = new("https://tools.example.com/mcp?team=blue"), TokenEndpoint = new("https://sign-in.example.com/token");

    private readonly TemporaryFolder _folder = new();
    private readonly List<HttpRequestMessage> _seen = [];

    [Fact]
    public async Task A_server_that_takes_bearer_tokens_sees_no_proofs()
    {
        using HttpClient http = Client(request => request.Headers.Authorization is null ? Refuse("Bearer", "realm=\"x\"") : Ok("{}"));

        await http.SendAsync(Call(token: null));
        await http.SendAsync(AskForToken());
        await http.SendAsync(Call("t1"));

        Assert.All(_seen, request => Assert.False(request.Headers.Contains("DPoP")));
        Assert.Equal("Bearer t1", _seen[^1].Headers.Authorization!.ToString());
    }

    [Fact]
    public async Task A_servers_challenge_and_its_bound_token_look_like_those_of_bearer()
    {
        using HttpClient http = Client(request => request.RequestUri == TokenEndpoint ? Ok("""{ "access_token": "t1", "token_type": "DPoP" }""") : Refuse("DPoP", "resource_metadata=\"https://x\""));

        HttpResponseMessage refused = await http.SendAsync(Call(token: null)), token = await http.SendAsync(AskForToken());

        Assert.Equal("Bearer resource_metadata=\"https://x\"", refused.Headers.WwwAuthenticate.Single().ToString());
        Assert.Equal("Bearer", JsonDocument.Parse(await token.Content.ReadAsStringAsync()).RootElement.GetProperty("token_type").GetString());
    }

    [Fact]
    public async Task Each_request_carries_a_proof_of_its_own_that_verifies()
    {
        using HttpClient http = Client(request => request.Headers.Authorization?.Scheme == "DPoP" || request.RequestUri == TokenEndpoint ? Ok("""{ "access_token": "t1", "token_type": "DPoP" }""") : Refuse("DPoP", ""));
        await http.SendAsync(Call(token: null));
        await http.SendAsync(AskForToken());

        HttpResponseMessage one = await http.SendAsync(Call("t1")), two = await http.SendAsync(Call("t1"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (one.StatusCode, two.StatusCode));
        JsonElement forToken = Verify(_seen[1]), first = Verify(_seen[2]), second = Verify(_seen[3]);
        Assert.False(forToken.TryGetProperty("ath", out _));
        Assert.Equal(("POST", "https://tools.example.com/mcp"), (first.GetProperty("htm").GetString(), first.GetProperty("htu").GetString()));
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData("t1"u8)), first.GetProperty("ath").GetString());
        Assert.NotEqual(first.GetProperty("jti").GetString(), second.GetProperty("jti").GetString());
    }

    [Fact]
    public async Task A_nonce_that_a_server_wants_is_in_the_next_proof_at_once()
    {
        using HttpClient http = Client(request => (request.RequestUri == TokenEndpoint, request.Headers.Contains("DPoP") && Verify(request).TryGetProperty("nonce", out _)) switch
        {
            (true, false) => WithNonce(new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("""{ "error": "use_dpop_nonce" }""") }),
            (false, false) => WithNonce(Refuse("DPoP", "error=\"use_dpop_nonce\"")),
            (true, true) => Ok("""{ "access_token": "t1", "token_type": "DPoP" }"""),
            _ => Ok("{}"),
        });
        await http.SendAsync(Call(token: null));

        HttpResponseMessage token = await http.SendAsync(AskForToken()), call = await http.SendAsync(Call("t1"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (token.StatusCode, call.StatusCode));
        Assert.Equal("n1", Verify(_seen[^1]).GetProperty("nonce").GetString());
    }

    [Fact]
    public async Task A_kept_token_is_proven_when_the_server_says_so()
    {
        using HttpClient http = Client(request => request.Headers.Authorization?.Scheme == "DPoP" ? Ok("{}") : Refuse("DPoP", ""));

        HttpResponseMessage answer = await http.SendAsync(Call("kept"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(2, _seen.Count);
    }

    [Fact]
    public void The_key_is_kept_for_the_next_start_where_only_the_user_can_read_it()
    {
        string path = Path.Combine(_folder.Path, "keys", "server.pem");

        using ProofKey first = ProofKey.Kept(path), second = ProofKey.Kept(path);

        Assert.Equal(JwkOf(first), JwkOf(second));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    public void Dispose() => _folder.Dispose();

    private HttpClient Client(Func<HttpRequestMessage, HttpResponseMessage> answer) =>
        new(new ProofHandler(() => ProofKey.Kept(path: null), new Answering(_seen, answer), TimeProvider.System));

    private static HttpRequestMessage Call(string? token) => new(HttpMethod.Post, Server)
    {
        Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        Headers = { Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token) },
    };

    private static HttpRequestMessage AskForToken() => new(HttpMethod.Post, TokenEndpoint) { Content = new FormUrlEncodedContent([new("grant_type", "authorization_code")]) };

    private static HttpResponseMessage Ok(string json) => new(HttpStatusCode.OK) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Refuse(string scheme, string parameter) => new(HttpStatusCode.Unauthorized) { Headers = { WwwAuthenticate = { new AuthenticationHeaderValue(scheme, parameter) } } };

    private static HttpResponseMessage WithNonce(HttpResponseMessage response)
    {
        response.Headers.Add("DPoP-Nonce", "n1");
        return response;
    }

    /// <summary>The claims of a request's proof, whose signature is that of the key it names.</summary>
    private static JsonElement Verify(HttpRequestMessage request)
    {
        string[] parts = request.Headers.GetValues("DPoP").Single().Split('.');
        JsonElement header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement, jwk = header.GetProperty("jwk");
        Assert.Equal("dpop+jwt", header.GetProperty("typ").GetString());
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars(jwk.GetProperty("x").GetString()), Y = Base64Url.DecodeFromChars(jwk.GetProperty("y").GetString()) },
        });
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256));
        return JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
    }

    private static string JwkOf(ProofKey key) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(key.Create(HttpMethod.Get, Server, token: null, nonce: null, DateTimeOffset.UnixEpoch).Split('.')[0]));

    private sealed class Answering(List<HttpRequestMessage> seen, Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // A copy: a request that is sent again is changed.
            var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Headers = { Authorization = request.Headers.Authorization } };
            if (request.Headers.TryGetValues("DPoP", out IEnumerable<string>? proofs))
            {
                copy.Headers.TryAddWithoutValidation("DPoP", proofs);
            }

            seen.Add(copy);
            return Task.FromResult(answer(copy));
        }
    }
}
