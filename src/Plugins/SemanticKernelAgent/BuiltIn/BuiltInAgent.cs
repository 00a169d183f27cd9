using System.Runtime.CompilerServices;
using InteractionCore.Delegation;
using Microsoft.Extensions.AI;
using SemanticKernelAgent.Tools;

namespace SemanticKernelAgent.BuiltIn;

/// <summary>
/// The tool loop without a framework: ask the language model, run the tools it calls, tell it the answers, until it answers
/// without calling. Keeps no state between runs.
/// </summary>
internal sealed class BuiltInAgent(IChatClient languageModel) : IBackgroundAgent
{
    public async IAsyncEnumerable<ChatResponseUpdate> RunAsync(AgentRun run, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var tools = new OfferedTools(run.Toolsets);
        var calls = new ToolCalls(tools, run);
        List<ChatMessage> messages = run.Instructions is { } instructions ? [new(ChatRole.System, instructions)] : [];
        messages.AddRange(run.Transcript);
        for (int round = 0; ; round++)
        {
            if (round > 0 && run.Meanwhile?.Invoke() is { } meanwhile)
            {
                messages.Add(meanwhile);
                yield return new ChatResponseUpdate(meanwhile.Role, meanwhile.Contents) { MessageId = NewId() };
            }

            bool mayCall = round < run.MaxRounds && tools.All.Count > 0;
            var options = new ChatOptions { Tools = mayCall ? [.. tools.All.Select(tool => tool.Declaration)] : null };
            var said = new List<ChatResponseUpdate>();
            string messageId = NewId();
            await foreach (ChatResponseUpdate update in languageModel.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                update.MessageId ??= messageId;
                said.Add(update);
                yield return update;
            }

            cancellationToken.ThrowIfCancellationRequested();
            IList<ChatMessage> answer = said.ToChatResponse().Messages;
            List<FunctionCallContent> called = [.. answer.SelectMany(message => message.Contents).OfType<FunctionCallContent>()];
            if (called.Count == 0 || round >= run.MaxRounds)
            {
                yield break;
            }

            IList<AIContent> results = [.. await calls.RunAsync(called, cancellationToken)];
            messages.AddRange(answer);
            messages.Add(new ChatMessage(ChatRole.Tool, results));
            yield return new ChatResponseUpdate(ChatRole.Tool, results) { MessageId = NewId() };
        }
    }

    private static string NewId() => Guid.NewGuid().ToString("N");
}
