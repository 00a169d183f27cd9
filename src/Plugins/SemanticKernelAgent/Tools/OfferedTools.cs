using System.Text.Json;
using InteractionCore.Delegation;
using Microsoft.Extensions.AI;

namespace SemanticKernelAgent.Tools;

/// <summary>One tool as the language model knows it.</summary>
/// <param name="Source">The toolset's part of the name: letters, digits and underscores.</param>
/// <param name="Name">The tool's part of the name: letters, digits, underscores and hyphens.</param>
/// <param name="Function">The tool itself.</param>
internal sealed record OfferedTool(string Source, string Name, AIFunction Function)
{
    /// <summary>{source}_{name}: unique in a run, at most <see cref="OfferedTools.MaxNameLength"/> long.</summary>
    public string AdvertisedName { get; } = $"{Source}_{Name}";

    /// <summary>What the language model is told: the advertised name with the tool's own description and schema.</summary>
    public AIFunctionDeclaration Declaration { get; } = new Advertised($"{Source}_{Name}", Function);

    private sealed class Advertised(string name, AIFunction function) : AIFunctionDeclaration
    {
        public override string Name => name;

        public override string Description => function.Description;

        public override JsonElement JsonSchema => function.JsonSchema;

        public override JsonElement? ReturnJsonSchema => function.ReturnJsonSchema;

        public override IReadOnlyDictionary<string, object?> AdditionalProperties => function.AdditionalProperties;
    }
}

/// <summary>The tools of a run under the names every provider accepts: [A-Za-z0-9_-], at most 64 characters, each once.</summary>
internal sealed class OfferedTools
{
    public const int MaxNameLength = 64;
    private const int MaxSourceLength = 24;

    private readonly Dictionary<string, OfferedTool> _byName = new(StringComparer.Ordinal);

    public OfferedTools(IReadOnlyList<Toolset> toolsets)
    {
        foreach (Toolset toolset in toolsets)
        {
            string source = Clean(toolset.Name, hyphens: false, MaxSourceLength);
            foreach (AIFunction function in toolset.Functions)
            {
                OfferedTool tool = Unique(source, function);
                _byName.Add(tool.AdvertisedName, tool);
            }
        }

        All = [.. _byName.Values];
    }

    public IReadOnlyList<OfferedTool> All { get; }

    public OfferedTool? Find(string advertisedName) => _byName.GetValueOrDefault(advertisedName);

    private OfferedTool Unique(string source, AIFunction function)
    {
        int room = MaxNameLength - source.Length - 1;
        string name = Clean(function.Name, hyphens: true, room);
        for (int copy = 2; _byName.ContainsKey($"{source}_{name}"); copy++)
        {
            string suffix = $"_{copy}";
            name = Clean(function.Name, hyphens: true, room - suffix.Length) + suffix;
        }

        return new OfferedTool(source, name, function);
    }

    private static string Clean(string name, bool hyphens, int maxLength)
    {
        string cleaned = string.Concat(name.Take(maxLength).Select(c => char.IsAsciiLetterOrDigit(c) || (hyphens && c is '-') ? c : '_'));
        return cleaned.Length > 0 ? cleaned : "_";
    }
}
