using InteractionCore.Delegation;
using Microsoft.Extensions.AI;

namespace SemanticKernelAgent.Tests.Contract;

/// <summary>What every engine behind <see cref="IBackgroundAgent"/> does. Each engine's test class inherits it.</summary>
public abstract partial class BackgroundAgentContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private protected abstract IBackgroundAgent Create(IChatClient languageModel);

    private static AgentRun Run(params AIFunction[] tools) =>
        new([new ChatMessage(ChatRole.User, "hi")], tools.Length == 0 ? [] : [new Toolset("srv", tools)], "Be brief.");

    private async Task<List<ChatResponseUpdate>> RunAsync(ScriptedLanguageModel model, AgentRun run, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (ChatResponseUpdate update in Create(model).RunAsync(run, cancellationToken))
        {
            updates.Add(update);
        }

        return updates;
    }

    private static IList<ChatMessage> Messages(List<ChatResponseUpdate> updates) => updates.ToChatResponse().Messages;

    private static List<T> Contents<T>(params IEnumerable<ChatMessage> messages) where T : AIContent => [.. messages.SelectMany(message => message.Contents).OfType<T>()];

    private static IEnumerable<string> Roles(IEnumerable<ChatMessage> messages) => messages.Select(message => message.Role.Value);

    private static IEnumerable<string?> Results(List<ChatResponseUpdate> updates) => Contents<FunctionResultContent>(Messages(updates)).Select(result => result.Result?.ToString());
}
