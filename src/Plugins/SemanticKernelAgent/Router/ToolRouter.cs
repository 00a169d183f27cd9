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

    private const string NoTool = "I have no tool for that, and no language model is configured.";

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Small talk during a task is no request; without a language model nobody can tell whether it changes the task.
        List<ChatMessage> all = [.. messages.Where(message => !Conversation.IsMeanwhile(message))];
        int request = all.FindLastIndex(message => message.Role == ChatRole.User);
        List<FunctionResultContent> results = [.. all.Skip(request + 1).SelectMany(message => message.Contents).OfType<FunctionResultContent>()];
        AIContent answer = results.Count > 0
            ? new TextContent(string.Join(' ', results.Select(result => SpokenAnswer.From(result.Result))))
            : request < 0 ? new TextContent(NoTool)
            : Route(all[request].Text, all.Take(request).Where(message => message.Role == ChatRole.User).Select(message => message.Text), options?.Tools ?? []);
        await Task.CompletedTask;
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

    private static AIContent Route(string request, IEnumerable<string> earlier, IEnumerable<AITool> tools)
    {
        var matcher = new ToolMatcher(tools);
        IReadOnlyList<Word> words = Word.Split(request);
        string[] conversation = [.. earlier];
        AIContent answer = Route(matcher, words, conversation);
        return answer is not FunctionCallContent && OtherReading.Of(words, conversation) is { } other && Route(matcher, other, conversation) is FunctionCallContent call ? call : answer;
    }

    private static AIContent Route(ToolMatcher matcher, IReadOnlyList<Word> request, IReadOnlyList<string> conversation)
    {
        if (matcher.Find(request) is not { } match)
        {
            return new TextContent(NoTool);
        }

        if (match.Arguments.NotUnderstood is { } parameter)
        {
            return new TextContent($"I did not catch the {parameter.SpokenName}.");
        }

        Arguments arguments = ConversationMemory.Complete(match, conversation);
        return arguments.Missing.Count > 0
            ? new TextContent($"I need to know the {string.Join(" and the ", arguments.Missing.Select(missing => missing.SpokenName))} for that.")
            : new FunctionCallContent($"call_{Guid.NewGuid():N}", match.Tool.Name, arguments.Values);
    }
}
