using System.Text.RegularExpressions;

namespace McpTools.Settings;

/// <summary>What an <c>inputs</c> entry says about a value that VS Code would ask for.</summary>
internal sealed record Input(string? Description, string? Default);

/// <summary>
/// Replaces <c>${...}</c>: hostFolder, workspaceFolder, userHome, env:NAME and input:ID. Inputs come from environment variables, as
/// a host has nobody to ask.
/// </summary>
internal sealed partial class Variables(string workspaceFolder, IReadOnlyDictionary<string, Input> inputs, Func<string, string?> environment)
{
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);

    /// <summary>Every value that came out of the environment so far.</summary>
    public IEnumerable<string> Values => _values;

    /// <param name="text">The text with variables.</param>
    /// <param name="problem">Told what is missing, with the next move.</param>
    public string Replace(string text, Action<string> problem) => Pattern().Replace(text, match =>
    {
        string name = match.Groups["name"].Value;
        return name switch
        {
            "hostFolder" => Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory),
            "workspaceFolder" => workspaceFolder,
            "userHome" => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            _ when name.StartsWith("env:", StringComparison.Ordinal) => FromEnvironment(name["env:".Length..], problem),
            _ when name.StartsWith("input:", StringComparison.Ordinal) => FromInput(name["input:".Length..], problem),
            _ => Unknown(match.Value, problem),
        };
    });

    /// <summary>The environment variable that holds an input: MCP_INPUT_API_KEY for api-key.</summary>
    public static string VariableOf(string input) =>
        "MCP_INPUT_" + string.Concat(input.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToUpperInvariant(letter) : '_'));

    /// <summary>Whether a file is open to more than its owner. False where files have no such modes, and for one that is not there.</summary>
    public static bool OthersCanRead(string path)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        return !OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None;
    }

    private string FromEnvironment(string variable, Action<string> problem)
    {
        string? value = environment(variable);
        if (value is null)
        {
            problem($"needs the environment variable {variable}, which is not set. Set it, or replace ${{env:{variable}}}.");
        }

        return Remember(value);
    }

    private string FromInput(string id, Action<string> problem)
    {
        Input? input = inputs.GetValueOrDefault(id);
        string variable = VariableOf(id);
        string? value = environment(variable) ?? FromFile(variable, problem) ?? input?.Default;
        if (value is null)
        {
            problem($"needs the input '{id}'{(input?.Description is { } description ? $" ({description})" : "")}. Set the environment variable {variable}.");
        }

        return Remember(value);
    }

    // As containers have it: a variable that names the file with the secret. A file others can read holds no secret.
    private string? FromFile(string variable, Action<string> problem)
    {
        if (environment(variable + "_FILE") is not { } path)
        {
            return null;
        }

        if (!File.Exists(path))
        {
            problem($"takes its value from {variable}_FILE, '{path}', and there is no such file. Correct the path.");
            return "";
        }

        if (OthersCanRead(path))
        {
            problem($"takes its value from {variable}_FILE, '{path}', which others can read. Run: chmod 600 {path}");
            return "";
        }

        return File.ReadAllText(path).Trim();
    }

    private string Remember(string? value)
    {
        if (value is null)
        {
            return "";
        }

        _values.Add(value);
        return value;
    }

    private static string Unknown(string variable, Action<string> problem)
    {
        problem($"has the unknown variable {variable}: use ${{hostFolder}}, ${{workspaceFolder}}, ${{userHome}}, ${{env:NAME}} or ${{input:ID}}.");
        return variable;
    }

    [GeneratedRegex(@"\$\{(?<name>[^}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
