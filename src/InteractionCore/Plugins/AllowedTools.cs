using InteractionCore.Delegation;

namespace InteractionCore.Plugins;

/// <summary>A source without the tools that a session does not want, by advertised name.</summary>
internal sealed class AllowedTools(IToolSource source, IReadOnlySet<string> unwanted) : IToolSource
{
    public string Name => source.Name;

    public Toolset Current => source.Current is var all && unwanted.Count == 0
        ? all
        : all with { Functions = [.. all.Functions.Where(tool => !unwanted.Contains($"{all.Name}_{tool.Name}"))] };
}
