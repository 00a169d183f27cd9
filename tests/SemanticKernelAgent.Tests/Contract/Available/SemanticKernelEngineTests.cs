using InteractionCore.Delegation;
using Microsoft.Extensions.AI;

namespace SemanticKernelAgent.Tests.Contract;

public sealed class SemanticKernelEngineTests : BackgroundAgentContract
{
    private protected override IBackgroundAgent Create(IChatClient languageModel) => SemanticKernelEngine.Create(languageModel);

    [Fact]
    public void It_is_not_missing() => Assert.Null(SemanticKernelEngine.WhyMissing);
}
