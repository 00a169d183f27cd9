using InteractionCore.Delegation;
using Microsoft.Extensions.AI;

namespace SemanticKernelAgent;

/// <summary>Stands in where the plugin was built without Semantic Kernel.</summary>
internal static class SemanticKernelEngine
{
    public static string? WhyMissing => "Semantic Kernel's packages were not restorable when this was built";

    public static IBackgroundAgent Create(IChatClient languageModel) => throw new NotSupportedException($"{WhyMissing}.");
}
