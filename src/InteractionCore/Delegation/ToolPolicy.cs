using InteractionCore.Sessions;
using Microsoft.Extensions.AI;

namespace InteractionCore.Delegation;

internal enum ToolDecision
{
    Allow,

    /// <summary>The user decides, call by call.</summary>
    Ask,
    Deny,
}

/// <summary>Whether a tool may run: the configuration's word first, then what the tool says of itself.</summary>
internal static class ToolPolicy
{
    /// <summary>The property of a function that is true when it destroys something: MCP's annotation.</summary>
    public const string Destructive = "destructiveHint";

    /// <summary>The property that is true when it is not the tool that was known by its name: it needs approval again.</summary>
    public const string Changed = "descriptionChanged";

    public static ToolDecision Decide(ToolCall call, InteractionOptions options) =>
        Names(options.DeniedTools, call.Name) ? ToolDecision.Deny
        : Names(options.AskedTools, call.Name) ? ToolDecision.Ask
        : Says(call.Function, Changed) ? ToolDecision.Ask
        : Names(options.AllowedTools, call.Name) ? ToolDecision.Allow
        : Says(call.Function, Destructive) ? ToolDecision.Ask
        : ToolDecision.Allow;

    private static bool Names(ISet<string> patterns, string tool) =>
        patterns.Contains(tool) || patterns.Any(pattern => pattern.EndsWith('*') && tool.StartsWith(pattern[..^1], StringComparison.Ordinal));

    private static bool Says(AIFunction function, string property) => function.AdditionalProperties.TryGetValue(property, out object? value) && value is true;
}
