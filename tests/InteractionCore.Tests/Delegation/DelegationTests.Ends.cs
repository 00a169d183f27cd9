using AgentHost.Testing;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Sessions;
using Microsoft.Extensions.AI;
using static InteractionCore.Tests.Delegation.ScriptedAgents;

namespace InteractionCore.Tests.Delegation;

/// <summary>Tasks that fail, take too long, are taken back, or are too many.</summary>
public sealed partial class DelegationTests
{
    [Fact]
    public async Task An_agent_that_throws_becomes_words_the_model_can_say()
    {
        await using var fixture = new LiveSessionFixture(_model, Agent(_ => throw new InvalidOperationException("no network")));
        (LoopbackTransport client, _, Task<SessionSummary> ended) = await fixture.ConnectAsync();

        Injected injected = await RunUntil(fixture, client.NextAsync<Injected>());
        DelegationUpdated failed = await client.NextAsync<DelegationUpdated>(update => update.Update.Status is DelegationStatus.Failed);

        Assert.Equal((InjectionKind.Failure, "it didn't work"), (injected.Kind, injected.Text));
        Assert.Equal("no network", failed.Update.Detail);
        Assert.False(ended.IsCompleted);
    }

    [Fact]
    public async Task An_agent_that_hangs_is_stopped_at_the_deadline()
    {
        await using var fixture = new LiveSessionFixture(_model, Agent((_, cancel) => Hang(cancel)));
        (LoopbackTransport client, _, _) = await fixture.ConnectAsync();
        await RunUntil(fixture, client.NextAsync<DelegationUpdated>());

        fixture.Time.Advance(TimeSpan.FromSeconds(61));

        DelegationUpdated timedOut = await RunUntil(fixture, client.NextAsync<DelegationUpdated>());
        Assert.Equal(DelegationStatus.TimedOut, timedOut.Update.Status);
        Assert.Equal(["it took too long"], _model.Sessions[0].Injected);
    }

    [Fact]
    public async Task A_call_that_says_it_takes_long_has_the_longer_limit_and_its_task_with_it()
    {
        var digging = new ToolCall("c1", "mine_dig", AIFunctionFactory.Create(() => "x", "dig"), []);
        var begun = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var fixture = new LiveSessionFixture(_model, Agent(Dig));
        (LoopbackTransport client, _, _) = await fixture.ConnectAsync();
        Task<DelegationUpdated> end = client.NextAsync<DelegationUpdated>(update => update.Update.Status is not DelegationStatus.Running);
        await RunUntil(fixture, begun.Task);

        fixture.Time.Advance(TimeSpan.FromMinutes(9));
        await fixture.TurnAsync(5);
        Assert.False(end.IsCompleted);
        fixture.Time.Advance(TimeSpan.FromMinutes(1));

        DelegationUpdate ended = (await RunUntil(fixture, end)).Update;
        Assert.Equal((DelegationStatus.Completed, "Error: the tool 'mine_dig' did not answer within 600 s."), (ended.Status, ended.Detail));

        async IAsyncEnumerable<ChatResponseUpdate> Dig(AgentRun run, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
        {
            object? answer = await run.Gate!.InvokeAsync(digging, async token =>
            {
                ToolTask.Of(digging.Arguments.Services)!.AllowLonger();
                begun.SetResult(true);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return null;
            }, cancel);
            yield return new ChatResponseUpdate(ChatRole.Assistant, (string)answer!);
        }
    }

    [Fact]
    public async Task A_request_that_is_taken_back_stops_and_says_nothing()
    {
        _model.OnTurn = turn =>
        {
            if (turn.Index == 0)
            {
                Ask(turn);
            }
            else if (turn.Index == 20)
            {
                _model.Write(turn, Lane.Delegate, "<cancel>", SpanMark.Cancel);
            }
        };
        await using var fixture = new LiveSessionFixture(_model, Agent((_, cancel) => Hang(cancel)));
        (LoopbackTransport client, _, _) = await fixture.ConnectAsync();

        DelegationUpdated cancelled = await RunUntil(fixture, client.NextAsync<DelegationUpdated>(update => update.Update.Status is not DelegationStatus.Running));

        Assert.Equal(DelegationStatus.Cancelled, cancelled.Update.Status);
        Assert.Empty(_model.Sessions[0].Injected);
    }

    [Fact]
    public async Task Too_many_requests_are_rejected_and_the_model_is_told()
    {
        _model.OnTurn = turn =>
        {
            if (turn.Index < 12)
            {
                Ask(turn, day: 100 + (int)turn.Index);
            }
        };
        var options = new InteractionOptions { MaxConcurrentDelegations = 1, MaxPendingDelegations = 1 };
        await using var fixture = new LiveSessionFixture(_model, Agent((_, cancel) => Hang(cancel)), options);
        (LoopbackTransport client, _, _) = await fixture.ConnectAsync();

        DelegationUpdated rejected = await RunUntil(fixture, client.NextAsync<DelegationUpdated>(update => update.Update.Status is DelegationStatus.Rejected));

        Assert.Contains("MaxPendingDelegations", rejected.Update.Detail, StringComparison.Ordinal);
    }
}
