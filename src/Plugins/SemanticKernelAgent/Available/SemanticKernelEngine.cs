using InteractionCore.Delegation;
using Microsoft.Extensions.AI;
using SemanticKernelAgent.Available;

namespace SemanticKernelAgent;

/// <summary>The engine on Semantic Kernel.</summary>
internal static class SemanticKernelEngine
{
    public static string? WhyMissing => null;

    public static IBackgroundAgent Create(IChatClient languageModel) => new ChatCompletionBackgroundAgent(languageModel);
}
