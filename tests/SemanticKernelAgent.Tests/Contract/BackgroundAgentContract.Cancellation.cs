using System.Runtime.CompilerServices;
using InteractionCore.Delegation;
using Microsoft.Extensions.AI;
using static SemanticKernelAgent.Tests.Contract.ScriptedLanguageModel;

namespace SemanticKernelAgent.Tests.Contract;

public abstract partial class BackgroundAgentContract
{
    [Fact]
    public async Task Cancelled_in_a_tool_the_run_ends_and_its_transcript_can_be_repaired()
    {
        using var cancel = new CancellationTokenSource();
        var toolSaw = new TaskCompletionSource();
        var slow = AIFunctionFactory.Create(
            async (CancellationToken token) =>
            {
                using CancellationTokenRegistration registration = token.Register(() => toolSaw.TrySetResult());
                await cancel.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            },
            "slow");
        var model = new ScriptedLanguageModel(Says([new TextContent("working ")], [Call("c1", "srv_slow")]), Says("done"));

        IList<ChatMessage> said = Messages(await RunUntilCancelled(model, Run(slow), cancel.Token));
        Conversation.Repair(said);

        await toolSaw.Task.WaitAsync(Patience);
        Assert.Single(model.Requests);
        Assert.Equal(["assistant", "tool"], Roles(said));
        Assert.Equal("working ", said[0].Text);
    }

    [Fact]
    public async Task Cancelled_while_the_gate_waits_the_run_ends()
    {
        using var cancel = new CancellationTokenSource();
        var gate = new ScriptedGate(async (_, _, token) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return null;
        });

        await RunUntilCancelled(new ScriptedLanguageModel(Calls(Call("c1", "srv_f"))), Run(AIFunctionFactory.Create(() => "x", "f")) with { Gate = gate }, cancel.Token);

        Assert.Single(gate.Calls);
    }

    [Fact]
    public async Task Cancelled_while_it_speaks_what_was_said_stands()
    {
        using var cancel = new CancellationTokenSource();
        async IAsyncEnumerable<ChatResponseUpdate> Answer([EnumeratorCancellation] CancellationToken token)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "one ");
            await cancel.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        }

        List<ChatResponseUpdate> updates = await RunUntilCancelled(new ScriptedLanguageModel(Answer), Run(), cancel.Token);

        Assert.Equal("one ", Assert.Single(updates).Text);
    }

    private async Task<List<ChatResponseUpdate>> RunUntilCancelled(ScriptedLanguageModel model, AgentRun run, CancellationToken cancellationToken)
    {
        var updates = new List<ChatResponseUpdate>();
        async Task Consume()
        {
            await foreach (ChatResponseUpdate update in Create(model).RunAsync(run, cancellationToken))
            {
                updates.Add(update);
            }
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Consume().WaitAsync(Patience));
        return updates;
    }
}
