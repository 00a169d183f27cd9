namespace SemanticKernelAgent.Tools;

/// <summary>What a language model reads as the result of a call that could not be made.</summary>
internal static class ToolErrors
{
    public static string NotFound(string name, OfferedTools tools) =>
        $"Error: the tool '{name}' was not found. Use one of: {string.Join(", ", tools.All.Select(tool => tool.AdvertisedName).DefaultIfEmpty("none"))}.";

    public static string UnreadableArguments(string name, Exception exception) =>
        $"Error: the arguments of '{name}' are not a JSON object: {exception.Message} Call it again with arguments that follow its schema.";

    public static string Failed(string name, Exception exception) => $"Error: the tool '{name}' failed: {exception.Message}";
}
