using System.Text.Json;
using System.Text.Json.Nodes;
using InteractionCore.Plugins;

namespace McpTools.Commands;

/// <summary>The servers that were added by command: mcp.json beside plugins.json, in VS Code's form. It may be edited by hand too.</summary>
internal sealed class McpFile(string folder)
{
    public const string Name = "mcp.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public string Path { get; } = System.IO.Path.Combine(folder, Name);

    public bool Has(string server) => File.Exists(Path) && ServersOf(Read()).ContainsKey(server);

    /// <exception cref="SetupException">There is one of that name.</exception>
    public void Add(string server, JsonObject entry)
    {
        JsonObject document = Read();
        JsonObject servers = ServersOf(document);
        if (servers.ContainsKey(server))
        {
            throw new SetupException($"'{server}' is in {Path} already. Remove it first, or choose another name.");
        }

        servers[server] = entry;
        Write(document);
    }

    /// <exception cref="SetupException">There is none of that name.</exception>
    public void Remove(string server)
    {
        JsonObject document = Read();
        if (!ServersOf(document).Remove(server))
        {
            throw new SetupException($"'{server}' is not in {Path}. A server in plugins.json, or in a file that names it, is removed there.");
        }

        Write(document);
    }

    private JsonObject Read()
    {
        if (!File.Exists(Path))
        {
            return [];
        }

        try
        {
            return JsonNode.Parse(File.ReadAllText(Path), documentOptions: Lenient) as JsonObject ?? throw new JsonException("It is no object.");
        }
        catch (JsonException exception)
        {
            throw new SetupException($"{Path} cannot be read: {exception.Message} Correct the JSON.", exception);
        }
    }

    private static JsonObject ServersOf(JsonObject document)
    {
        if (document["servers"] is not JsonObject servers)
        {
            document["servers"] = servers = [];
        }

        return servers;
    }

    // Whole or not at all: the host may read it at this moment.
    private void Write(JsonObject document)
    {
        string temporary = $"{Path}.{Environment.ProcessId}.tmp";
        File.WriteAllText(temporary, document.ToJsonString(Indented) + "\n");
        File.Move(temporary, Path, overwrite: true);
    }
}
