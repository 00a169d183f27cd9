using System.Text.Json;
using Microsoft.Extensions.AI;

namespace ConformanceClient;

/// <summary>What the suite tells the client about the scenario, in MCP_CONFORMANCE_CONTEXT.</summary>
internal sealed class ConformanceContext
{
    private readonly JsonElement _json;

    private ConformanceContext(JsonElement json) => _json = json;

    public string? ClientId => Text("client_id");

    public string? ClientSecret => Text("client_secret");

    /// <summary>A key or a platform's token, as files; null for what the scenario does not give.</summary>
    public string? PrivateKeyFile => FileOf("private_key_pem");

    public string? AssertionFile => FileOf("valid_jwt") ?? FileOf("idp_id_token");

    public Uri? IdentityProvider => Text("idp_token_endpoint") is { } endpoint ? new Uri(endpoint) : null;

    public string? IdentityProviderClientId => Text("idp_client_id");

    public static ConformanceContext Read() =>
        new(JsonDocument.Parse(Environment.GetEnvironmentVariable("MCP_CONFORMANCE_CONTEXT") is { Length: > 0 } json ? json : "{}").RootElement);

    /// <summary>The arguments to call a tool with, once each.</summary>
    public IEnumerable<IDictionary<string, object?>> CallsOf(AIFunction tool, IReadOnlyList<AIFunction> all)
    {
        if (tool.Name == "json_schema_echo")
        {
            // The schema as the language model would be given it.
            return [new Dictionary<string, object?>(StringComparer.Ordinal) { ["schema"] = all.Single(other => other.Name == "json_schema_2020_12_tool").JsonSchema }];
        }

        if (!_json.TryGetProperty("toolCalls", out JsonElement calls))
        {
            return [Example(tool.JsonSchema)];
        }

        return calls.EnumerateArray()
            .Where(call => call.GetProperty("name").GetString() == tool.Name)
            .Select(call => (IDictionary<string, object?>)call.GetProperty("arguments").EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value));
    }

    private string? FileOf(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        string path = Path.Combine(Directory.CreateTempSubdirectory("agenthost-conformance-").FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string? Text(string name) => _json.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static Dictionary<string, object?> Example(JsonElement schema)
    {
        string[] required = schema.TryGetProperty("required", out JsonElement names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];
        return required.ToDictionary(
            name => name,
            name => (object?)(schema.GetProperty("properties").TryGetProperty(name, out JsonElement property) && property.TryGetProperty("type", out JsonElement type) && type.ValueEquals("number"u8) ? 5 : "example"),
            StringComparer.Ordinal);
    }
}
