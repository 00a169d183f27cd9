using Microsoft.Extensions.AI;

namespace InteractionCore.Delegation;

/// <summary>What a tool says of itself, in its <see cref="AITool.AdditionalProperties"/>. The names are MCP's.</summary>
public static class ToolHints
{
    /// <summary>True when it changes nothing: it may be called before all is certain, and once too often.</summary>
    public const string ReadOnly = "readOnlyHint";

    /// <summary>True when it destroys something: the user is asked before each call.</summary>
    public const string Destructive = "destructiveHint";

    /// <summary>Makes a tool that changes nothing of a method.</summary>
    /// <param name="method">Any method whose parameters can come as JSON; its description is read from its attributes.</param>
    /// <param name="name">As the agent sees it.</param>
    /// <param name="description">In place of the attribute's.</param>
    public static AIFunction CreateReadOnly(Delegate method, string name, string? description = null) =>
        AIFunctionFactory.Create(method, new AIFunctionFactoryOptions
        {
            Name = name,
            Description = description,
            AdditionalProperties = new Dictionary<string, object?>(StringComparer.Ordinal) { [ReadOnly] = true },
        });

    /// <summary>Whether the tool says so.</summary>
    public static bool Has(AIFunctionDeclaration tool, string hint) => tool.AdditionalProperties.TryGetValue(hint, out object? value) && value is true;
}
