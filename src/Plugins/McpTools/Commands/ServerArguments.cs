using System.Text.Json.Nodes;
using InteractionCore.Plugins;

namespace McpTools.Commands;

/// <summary>A server as named on the command line, in VS Code's form.</summary>
internal static class ServerArguments
{
    private static readonly string[] Secretive = ["KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIAL", "AUTHORIZATION", "COOKIE"];

    /// <param name="name">The server's name.</param>
    /// <param name="arguments">Options, then an address or what starts the server.</param>
    public static JsonObject Parse(string name, IReadOnlyList<string> arguments)
    {
        JsonObject environment = [], headers = [];
        int i = 0;
        for (; i + 1 < arguments.Count && arguments[i] is "--env" or "--header"; i += 2)
        {
            bool isHeader = arguments[i] is "--header";
            (isHeader ? headers : environment).Add(Pair(arguments[i], arguments[i + 1], isHeader ? ':' : '='));
        }

        string[] rest = [.. arguments.Skip(i).SkipWhile(argument => argument is "--")];
        if (rest is [])
        {
            throw new SetupException($"What is '{name}'? Give its address, or what starts it behind --.");
        }

        if (rest is [var url] && url.Contains("://", StringComparison.Ordinal))
        {
            Refuse(environment.Count > 0, "--env is for a server that a command starts; use --header with an address.");
            return new JsonObject { ["type"] = "http", ["url"] = url, ["headers"] = headers };
        }

        Refuse(headers.Count > 0, "--header is for a server with an address; use --env with a command.");
        Refuse(rest[0].StartsWith('-'), $"'{rest[0]}' is no option: use --env, --header, and -- before the command.");
        return new JsonObject
        {
            ["type"] = "stdio",
            ["command"] = rest[0],
            ["args"] = new JsonArray([.. rest.Skip(1).Select(argument => (JsonNode)argument)]),
            ["env"] = environment,
        };
    }

    private static KeyValuePair<string, JsonNode?> Pair(string option, string text, char separator)
    {
        int at = text.IndexOf(separator, StringComparison.Ordinal);
        Refuse(at <= 0, $"'{option} {text}' has no '{separator}': use NAME{separator}VALUE.");
        (string name, string value) = (text[..at].Trim(), text[(at + 1)..].Trim());
        Refuse(!value.Contains("${", StringComparison.Ordinal) && Secretive.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)),
            $"'{name}' looks like a secret, which does not belong in a file. Use '${{env:NAME}}' or '${{input:ID}}' in its place, and set that in the environment.");
        return new(name, value);
    }

    private static void Refuse(bool when, string message)
    {
        if (when)
        {
            throw new SetupException(message);
        }
    }
}
