using InteractionCore.Sessions;

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
    /// <summary>The property that is true when it is not the tool that was known by its name: it needs approval again.</summary>
    public const string Changed = "descriptionChanged";

    public static ToolDecision Decide(ToolCall call, InteractionOptions options) =>
        Names(options.DeniedTools, call.Name) ? ToolDecision.Deny
        : Names(options.AskedTools, call.Name) ? ToolDecision.Ask
        : ToolHints.Has(call.Function, Changed) ? ToolDecision.Ask
        : Names(options.AllowedTools, call.Name) ? ToolDecision.Allow
        : ToolHints.Has(call.Function, ToolHints.Destructive) ? ToolDecision.Ask
        : ToolDecision.Allow;

    private static bool Names(ISet<string> patterns, string tool) =>
        patterns.Contains(tool) || patterns.Any(pattern => pattern.EndsWith('*') && tool.StartsWith(pattern[..^1], StringComparison.Ordinal));
}
