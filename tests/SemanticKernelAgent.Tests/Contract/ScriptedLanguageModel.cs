using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace SemanticKernelAgent.Tests.Contract;

/// <summary>A language model that answers request after request from a script, the last answer again and again.</summary>
internal sealed class ScriptedLanguageModel(params Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>>[] answers) : IChatClient
{
    private readonly ConcurrentQueue<(List<ChatMessage> Messages, ChatOptions? Options)> _requests = [];

    public IReadOnlyList<(List<ChatMessage> Messages, ChatOptions? Options)> Requests => [.. _requests];

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Agents stream.");

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        int index = Math.Min(_requests.Count, answers.Length - 1);
        _requests.Enqueue(([.. messages], options));
        await foreach (ChatResponseUpdate update in answers[index](cancellationToken))
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    public static Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> Says(params AIContent[][] updates) => _ => Stream(updates);

    public static Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> Says(string text) => Says([new TextContent(text)]);

    public static Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> Calls(params FunctionCallContent[] calls) =>
        Says([.. calls.Select(call => new AIContent[] { call })]);

    public static FunctionCallContent Call(string id, string tool, params (string Name, object? Value)[] arguments) =>
        new(id, tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));

    private static async IAsyncEnumerable<ChatResponseUpdate> Stream(AIContent[][] updates)
    {
        foreach (AIContent[] contents in updates)
        {
            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, contents);
        }
    }
}
