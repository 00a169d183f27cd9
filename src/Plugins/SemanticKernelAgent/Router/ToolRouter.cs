using System.Runtime.CompilerServices;
using InteractionCore.Delegation;
using Microsoft.Extensions.AI;

namespace SemanticKernelAgent.Router;

/// <summary>
/// Answers without a language model: calls the tool whose words fit the request best, with arguments read from it, and says the
/// tool's answer. Where no tool fits it says so. Keeps no state; thread-safe.
/// </summary>
internal sealed class ToolRouter : IChatClient
{
    public const string Name = "tool router";

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Small talk during a task is no request; without a language model nobody can tell whether it changes the task.
        List<ChatMessage> all = [.. messages.Where(message => !Conversation.IsMeanwhile(message))];
        int request = all.FindLastIndex(message => message.Role == ChatRole.User);
        var turn = new RouterTurn([.. all.Take(request).Where(message => message.Role == ChatRole.User).Select(message => message.Text)], options?.Tools ?? []);
        AIContent answer = request < 0 ? new TextContent(RouterTurn.NoTool)
            : all.Skip(request + 1).Any(message => message.Role == ChatRole.Tool) ? await turn.AnswerAsync(all[request], [.. all.Skip(request + 1)], cancellationToken)
            : await turn.CallAsync(all[request], cancellationToken);
        yield return new ChatResponseUpdate(ChatRole.Assistant, [answer])
        {
            ModelId = Name,
            FinishReason = answer is FunctionCallContent ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(Name) : serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
