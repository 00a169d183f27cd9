using InteractionCore.Delegation;
using Microsoft.Extensions.AI;
using SemanticKernelAgent.BuiltIn;
using SemanticKernelAgent.Settings;

namespace SemanticKernelAgent;

/// <summary>Makes the agent that the settings ask for, as far as this machine has it.</summary>
internal sealed class AgentFactory : IBackgroundAgentFactory, IDisposable
{
    private readonly bool _onSemanticKernel;
    private readonly IChatClient _languageModel;

    /// <param name="variables">Reads an environment variable; null when it is not set.</param>
    public AgentFactory(AgentSettings settings, Func<string, string?> variables)
    {
        _onSemanticKernel = settings.Engine is not EngineChoice.BuiltIn && SemanticKernelEngine.WhyMissing is null;
        LanguageModel = new ChosenLanguageModel(settings.LanguageModel, variables);
        EngineReason = settings.Engine is EngineChoice.Auto ? SemanticKernelEngine.WhyMissing : null;
        _languageModel = LanguageModel.CreateClient();
        Description = new AgentDescription(
            _onSemanticKernel ? "semantic-kernel" : "built-in",
            LanguageModel.Name,
            string.Join("; ", new[] { EngineReason, LanguageModel.Reason }.OfType<string>()) is { Length: > 0 } reason ? reason : null)
        {
            Inputs = settings.LanguageModel is { } model ? InputsOf(model) : AgentInputs.None,
        };
    }

    public AgentDescription Description { get; }

    public ChosenLanguageModel LanguageModel { get; }

    /// <summary>Why the engine is not Semantic Kernel, when nobody chose another.</summary>
    public string? EngineReason { get; }

    /// <summary>The client that the agent asks.</summary>
    public IChatClient Client => _languageModel;

    public IBackgroundAgent Create() => _onSemanticKernel ? SemanticKernelEngine.Create(_languageModel) : new BuiltInAgent(_languageModel);

    // A language model that hears the user does without somebody else's words. The tool router asks for them when it needs them.
    private static AgentInputs InputsOf(LanguageModelSettings model) => model.Inputs.HasFlag(AgentInputs.Audio) ? model.Inputs : model.Inputs | AgentInputs.Words;

    public void Dispose() => _languageModel.Dispose();
}
