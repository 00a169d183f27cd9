using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AgentHost.Testing;
using McpTools.Authorization;
using McpTools.Authorization.Machine;
using McpTools.Links;
using McpTools.Settings;
using ModelContextProtocol.Client;

namespace McpTools.Tests.Authorization;

/// <summary>A host that signs in to a server as itself.</summary>
public sealed class MachineSignInTests : IDisposable
{
    private static readonly Uri Server = new("https://tools.example/mcp");

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly GuardedServer _guarded = new();

    [Fact]
    public async Task A_secret_buys_a_token_that_serves_until_it_ends()
    {
        using HttpClient http = Http(new OAuthSettings("me", "s3cret/+", null, ["read"], 0) { Grant = MachineGrant.ClientCredentials });

        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync(Server, new StringContent("first"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync(Server, new StringContent("second"))).StatusCode);
        Assert.Equal(1, _guarded.Tokens);
        _time.Advance(TimeSpan.FromSeconds(55));
        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync(Server, new StringContent("third"))).StatusCode);

        Assert.Equal(2, _guarded.Tokens);
        Assert.Equal(["first", "second", "third"], _guarded.Served);
        Assert.Equal("me:s3cret%2F%2B", Encoding.UTF8.GetString(Convert.FromBase64String(_guarded.Asked!.Headers.Authorization!.Parameter!)));
        Assert.Equal("resource=https%3A%2F%2Ftools.example%2Fmcp&scope=read&grant_type=client_credentials", _guarded.Form);
    }

    [Fact]
    public async Task A_key_signs_for_the_client_and_its_secret_part_stays_here()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string file = _folder.File("key.pem", key.ExportPkcs8PrivateKeyPem());
        using HttpClient http = Http(new OAuthSettings("me", null, null, [], 0) { Grant = MachineGrant.ClientCredentials, PrivateKeyFile = file });

        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync(Server, new StringContent("x"))).StatusCode);

        string[] token = _guarded.Form.Split('&').Single(field => field.StartsWith("client_assertion=", StringComparison.Ordinal))["client_assertion=".Length..].Split('.');
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Base64Url.DecodeFromChars(token[2]), HashAlgorithmName.SHA256));
        JsonElement claims = JsonDocument.Parse(Base64Url.DecodeFromChars(token[1])).RootElement;
        Assert.Equal(("me", "me", "https://grants.example"), (claims.GetProperty("iss").GetString(), claims.GetProperty("sub").GetString(), claims.GetProperty("aud").GetString()));
        Assert.Contains("scope=all+there+is", _guarded.Form, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platforms_token_is_read_each_time()
    {
        string file = _folder.File("token", "one\n");
        using HttpClient http = Http(new OAuthSettings(null, null, null, [], 0) { Grant = MachineGrant.JwtBearer, AssertionFile = file });
        await http.PostAsync(Server, new StringContent("x"));
        Assert.Contains("assertion=one", _guarded.Form, StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, "two");
        _time.Advance(TimeSpan.FromMinutes(1));
        await http.PostAsync(Server, new StringContent("x"));

        Assert.Contains("assertion=two", _guarded.Form, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_renewed_once_and_no_more()
    {
        using HttpClient http = Http(new OAuthSettings("me", "secret", null, [], 0) { Grant = MachineGrant.ClientCredentials });
        _guarded.Refuses = true;

        HttpResponseMessage answer = await http.PostAsync(Server, new StringContent("x"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(1, _guarded.Tokens);
    }

    [Theory]
    [InlineData("https://other.example/mcp", "https://grants.example", "https://grants.example/token", "says of itself that it is 'https://other.example/mcp', which it is not.")]
    [InlineData("https://tools.example/mcp", "http://grants.example", "https://grants.example/token", "sends to 'http://grants.example' for access, which is no https address.")]
    [InlineData("https://tools.example/mcp", "https://grants.example/", "http://grants.example/token", "sends to 'http://grants.example/token' for access, which is no https address.")]
    [InlineData("https://tools.example/mcp", "https://liar.example", "https://liar.example/token", "is guarded by https://liar.example, which calls itself 'https://grants.example' and is not trusted.")]
    public async Task Nobody_gets_a_secret_who_is_not_to_be_trusted(string resource, string issuer, string endpoint, string reason)
    {
        using HttpClient http = Http(new OAuthSettings("me", "secret", null, [], 0) { Grant = MachineGrant.ClientCredentials });
        (_guarded.Resource, _guarded.Issuer, _guarded.Endpoint) = (resource, issuer, endpoint);

        var exception = await Assert.ThrowsAsync<ServerUnavailableException>(() => http.PostAsync(Server, new StringContent("x")));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, _guarded.Tokens);
    }

    public void Dispose() => _folder.Dispose();

    private HttpClient Http(OAuthSettings oauth)
    {
        var settings = new HttpServerSettings("tools", "tools", TimeSpan.FromSeconds(5), Secrets.None, Server, HttpTransportMode.StreamableHttp, new Dictionary<string, string>()) { OAuth = oauth };
        return new HttpClient(new MachineSignIn(settings, _guarded, _time));
    }

    /// <summary>A server, and who grants access to it, as one way to the network.</summary>
    private sealed class GuardedServer : HttpMessageHandler
    {
        public string Resource { get; set; } = "https://tools.example/mcp";

        public string Issuer { get; set; } = "https://grants.example";

        public string Endpoint { get; set; } = "https://grants.example/token";

        public bool Refuses { get; set; }

        public int Tokens { get; private set; }

        public List<string> Served { get; } = [];

        public HttpRequestMessage? Asked { get; private set; }

        public string Form { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            switch (request.RequestUri!.AbsoluteUri)
            {
                case "https://tools.example/mcp" when !Refuses && request.Headers.Authorization?.Parameter == $"token{Tokens}":
                    Served.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
                    return new HttpResponseMessage(HttpStatusCode.OK);
                case "https://tools.example/mcp":
                    var refused = new HttpResponseMessage(HttpStatusCode.Unauthorized);
                    refused.Headers.WwwAuthenticate.Add(new AuthenticationHeaderValue("Bearer", "resource_metadata=\"https://tools.example/meta\""));
                    return refused;
                case "https://tools.example/meta":
                    return Json($$"""{ "resource": "{{Resource}}", "authorization_servers": [ "{{Issuer}}" ], "scopes_supported": [ "all", "there", "is" ] }""");
                case "https://grants.example/.well-known/oauth-authorization-server" or "https://liar.example/.well-known/oauth-authorization-server":
                    return Json($$"""{ "issuer": "https://grants.example", "token_endpoint": "{{Endpoint}}", "token_endpoint_auth_methods_supported": [ "client_secret_basic", "private_key_jwt" ] }""");
                case "https://grants.example/token":
                    (Asked, Form) = (request, await request.Content!.ReadAsStringAsync(cancellationToken));
                    return Json($$"""{ "access_token": "token{{++Tokens}}", "token_type": "Bearer", "expires_in": 60 }""");
                default:
                    return new HttpResponseMessage(HttpStatusCode.NotFound);
            }
        }

        private static HttpResponseMessage Json(string json) => new(HttpStatusCode.OK) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
    }
}
