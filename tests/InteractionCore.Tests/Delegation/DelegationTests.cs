using AgentHost.Testing;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Plugins;
using InteractionCore.Sessions;
using Microsoft.Extensions.AI;
using Moq;
using static InteractionCore.Tests.Delegation.ScriptedAgents;

namespace InteractionCore.Tests.Delegation;

public sealed partial class DelegationTests
{
    private readonly ScriptedModel _model = new() { Words = ["<ask>", "weather", "oslo", "<end>", "<cancel>"] };

    public DelegationTests() => _model.OnTurn = turn =>
    {
        if (turn.Index == 0)
        {
            Ask(turn);
        }
    };

    [Fact]
    public async Task A_delegate_span_becomes_a_request_with_the_conversation_so_far()
    {
        AgentRun? seen = null;
        var agent = Agent(run =>
        {
            seen = run;
            return Updates(new ChatResponseUpdate(ChatRole.Assistant, "cold"));
        });
        _model.OnTurn = turn =>
        {
            if (turn.Index == 0)
            {
                _model.Write(turn, Lane.Heard, "weather");
                Ask(turn);
            }
        };
        await using var fixture = new LiveSessionFixture(_model, agent);
        (LoopbackTransport client, _, _) = await fixture.ConnectAsync(new SessionSettings("Be brief."));

        await RunUntil(fixture, client.NextAsync<Injected>());

        Assert.Equal("weather oslo", seen!.Transcript[^1].Text);
        Assert.Equal("The conversation so far:\nuser: weather\n", seen.Transcript[0].Text);
        Assert.EndsWith("Be brief.", seen.Instructions, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_agents_answer_comes_back_as_a_result()
    {
        await using var fixture = new LiveSessionFixture(_model, Agent(_ => Updates(new ChatResponseUpdate(ChatRole.Assistant, "four "), new ChatResponseUpdate(ChatRole.Assistant, "degrees"))));
        (LoopbackTransport client, _, _) = await fixture.ConnectAsync();

        DelegationUpdated completed = await RunUntil(fixture, client.NextAsync<DelegationUpdated>(update => update.Update.Status is DelegationStatus.Completed));

        Assert.Equal("d1", completed.DelegationId);
        Assert.Equal(["four degrees"], _model.Sessions[0].Injected);
    }

    [Fact]
    public async Task Tool_calls_and_answers_are_announced_and_data_becomes_a_card()
    {
        var agent = Agent(_ => Updates(
            new ChatResponseUpdate(ChatRole.Assistant, [new TextContent("let me see"), new FunctionCallContent("c1", "weather_get", new Dictionary<string, object?> { ["city"] = "oslo" })]),
            new ChatResponseUpdate(ChatRole.Tool, [new FunctionResultContent("c1", """{"temperature":4}""")]),
            new ChatResponseUpdate(ChatRole.Assistant, "four degrees")));
        await using var fixture = new LiveSessionFixture(_model, agent);
        (LoopbackTransport client, _, _) = await fixture.ConnectAsync();

        Task<DelegationUpdated> called = client.NextAsync<DelegationUpdated>(update => update.Update.Arguments is not null);
        Assert.Equal(new DelegationUpdate(DelegationStatus.Running, "weather_get", """{"city":"oslo"}"""), (await RunUntil(fixture, called)).Update);
        UiPatched card = await RunUntil(fixture, client.NextAsync<UiPatched>());
        Assert.Equal(("weather_get-c1", "d1"), (card.Ui.SurfaceId, card.DelegationId));
        Assert.Equal("four degrees", (await RunUntil(fixture, client.NextAsync<Injected>(injected => injected.Kind is InjectionKind.Result))).Text);
    }

    [Fact]
    public async Task What_the_agent_says_before_a_call_is_context_for_the_model()
    {
        var agent = Agent(_ => Updates(
            new ChatResponseUpdate(ChatRole.Assistant, [new TextContent("let me see"), new FunctionCallContent("c1", "weather_get")]),
            new ChatResponseUpdate(ChatRole.Tool, [new FunctionResultContent("c1", "cold")]),
            new ChatResponseUpdate(ChatRole.Assistant, "four degrees")));
        await using var fixture = new LiveSessionFixture(_model, agent);
        (LoopbackTransport client, _, _) = await fixture.ConnectAsync();

        Injected aside = await RunUntil(fixture, client.NextAsync<Injected>());

        Assert.Equal((InjectionKind.Progress, "let me see"), (aside.Kind, aside.Text));
    }

    [Fact]
    public async Task The_same_request_again_while_it_is_open_is_no_new_task()
    {
        int runs = 0;
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _model.OnTurn = turn =>
        {
            if (turn.Index is 0 or 5)
            {
                Ask(turn);
            }
        };
        await using var fixture = new LiveSessionFixture(_model, Agent((_, cancel) =>
        {
            Interlocked.Increment(ref runs);
            begun.TrySetResult();
            return Hang(cancel);
        }));
        (LoopbackTransport client, _, _) = await fixture.ConnectAsync();

        DelegationUpdated again = await RunUntil(fixture, client.NextAsync<DelegationUpdated>(update => update.Update.Detail is not null));

        await begun.Task.WaitAsync(Patience.Limit);

        Assert.Equal(("d1", "Asked for again; it is being worked on."), (again.DelegationId, again.Update.Detail));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task What_the_user_says_meanwhile_reaches_the_agent()
    {
        var spoken = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool said = false;
        _model.OnTurn = turn =>
        {
            if (turn.Index == 0)
            {
                Ask(turn);
            }
            else if (begun.Task.IsCompleted && !said)
            {
                said = true;
                _model.Write(turn, Lane.Heard, "oslo");
            }
        };
        await using var fixture = new LiveSessionFixture(_model, Agent((run, cancel) => Answer(run)));
        (LoopbackTransport client, _, _) = await fixture.ConnectAsync();

        await RunUntil(fixture, client.NextAsync<Injected>());

        Assert.Equal("Meanwhile the user said: oslo\nIf that changes the task, do it as changed; if it is about something else, go on.", await spoken.Task.WaitAsync(Patience.Limit));

        async IAsyncEnumerable<ChatResponseUpdate> Answer(AgentRun run)
        {
            Assert.Null(run.Meanwhile!());
            begun.SetResult();
            ChatMessage? message;
            while ((message = run.Meanwhile!()) is null)
            {
                await Task.Yield();
            }

            spoken.SetResult(message.Text);
            yield return new ChatResponseUpdate(ChatRole.Assistant, "done");
        }
    }

    [Fact]
    public async Task With_client_delegation_the_agent_stays_out_of_it()
    {
        var agent = new Mock<IBackgroundAgent>(MockBehavior.Strict);
        await using var fixture = new LiveSessionFixture(_model, agent.Object);
        (LoopbackTransport client, SessionInput input, _) = await fixture.ConnectAsync(new SessionSettings { ClientDelegation = true });

        DelegationCreated created = await RunUntil(fixture, client.NextAsync<DelegationCreated>());
        await input.InjectAsync(new Injection(InjectionKind.Result, "four degrees") { DelegationId = created.DelegationId }, CancellationToken.None);

        Assert.Equal("d1", (await RunUntil(fixture, client.NextAsync<Injected>())).DelegationId);
    }

    [Fact]
    public async Task The_agent_gets_the_tools_that_are_there_when_it_starts()
    {
        AgentRun? seen = null;
        var tools = new Mock<IToolSource>();
        tools.Setup(source => source.Current).Returns(new Toolset("math", [AIFunctionFactory.Create(() => 1, "one")]));
        var absent = new Mock<IToolSource>();
        absent.Setup(source => source.Current).Returns(new Toolset("down", []));
        var agent = Agent(run =>
        {
            seen = run;
            return Updates(new ChatResponseUpdate(ChatRole.Assistant, "one"));
        });
        await using var fixture = new LiveSessionFixture(_model, agent, null, tools.Object, absent.Object);
        (LoopbackTransport client, _, _) = await fixture.ConnectAsync();

        await RunUntil(fixture, client.NextAsync<Injected>());

        Assert.Equal(["math"], seen!.Toolsets.Select(set => set.Name));
    }

    // A token beyond the model's words is its number: another day is another request.
    private void Ask(ModelTurn turn, int? day = null)
    {
        _model.Write(turn, Lane.Delegate, "<ask>", SpanMark.Begin);
        _model.Write(turn, Lane.Delegate, "weather");
        _model.Write(turn, Lane.Delegate, "oslo");
        if (day is { } token)
        {
            turn.Write(new LaneToken(Lane.Delegate, token, OffsetMs: 0));
        }

        _model.Write(turn, Lane.Delegate, "<end>", SpanMark.End);
    }

    private static async Task<T> RunUntil<T>(LiveSessionFixture fixture, Task<T> awaited)
    {
        while (!awaited.IsCompleted)
        {
            await fixture.TurnAsync();
        }

        return await awaited;
    }
}
