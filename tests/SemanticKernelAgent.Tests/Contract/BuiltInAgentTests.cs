using InteractionCore.Delegation;
using Microsoft.Extensions.AI;
using SemanticKernelAgent.BuiltIn;

namespace SemanticKernelAgent.Tests.Contract;

public sealed class BuiltInAgentTests : BackgroundAgentContract
{
    private protected override IBackgroundAgent Create(IChatClient languageModel) => new BuiltInAgent(languageModel);
}
