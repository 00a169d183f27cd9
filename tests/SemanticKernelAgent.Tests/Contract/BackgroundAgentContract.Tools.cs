using System.Text.Json;
using InteractionCore.Delegation;
using Microsoft.Extensions.AI;
using static SemanticKernelAgent.Tests.Contract.ScriptedLanguageModel;

namespace SemanticKernelAgent.Tests.Contract;

public abstract partial class BackgroundAgentContract
{
    [Fact]
    public async Task A_tools_schema_reaches_the_language_model_verbatim()
    {
        const string schema =
            """{"type":"object","additionalProperties":false,"$defs":{"P":{"type":"object","properties":{"x":{"type":"number"}}}},"properties":{"p":{"$ref":"#/$defs/P"}},"required":["p"]}""";
        var model = new ScriptedLanguageModel(Says("ok"));

        await RunAsync(model, Run(new FixedTool("draw", schema)));

        var offered = Assert.IsAssignableFrom<AIFunctionDeclaration>(Assert.Single(model.Requests[0].Options!.Tools!));
        Assert.Equal(("srv_draw", "A tool."), (offered.Name, offered.Description));
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(schema).RootElement, offered.JsonSchema));
    }

    [Fact]
    public async Task Odd_and_equal_names_become_names_every_provider_accepts()
    {
        string tooLong = new('x', 80);
        var model = new ScriptedLanguageModel(Calls(Call("c1", "srv_sum_2")), Says("done"));
        AgentRun run = Run(
            AIFunctionFactory.Create(() => "first", "sum"), AIFunctionFactory.Create(() => "second", "sum"),
            AIFunctionFactory.Create(() => "third", "größe.lesen"), AIFunctionFactory.Create(() => "fourth", tooLong));

        List<ChatResponseUpdate> updates = await RunAsync(model, run);

        IEnumerable<string> names = model.Requests[0].Options!.Tools!.Select(tool => tool.Name);
        Assert.Equal(["srv_sum", "srv_sum_2", "srv_gr__e_lesen", "srv_" + new string('x', 60)], names);
        Assert.Equal(["second"], Results(updates));
    }

    [Fact]
    public async Task What_the_user_says_meanwhile_is_heard_before_the_next_round_and_stays()
    {
        var model = new ScriptedLanguageModel(Calls(Call("c1", "srv_f")), Calls(Call("c2", "srv_f")), Says("done"));
        var said = new Queue<ChatMessage?>([new ChatMessage(ChatRole.User, "no, in london"), null]);

        List<ChatResponseUpdate> updates = await RunAsync(model, Run(AIFunctionFactory.Create(() => "x", "f")) with { Meanwhile = said.Dequeue });

        Assert.Equal(["user", "assistant", "tool", "user"], Roles(model.Requests[1].Messages.Where(message => message.Role != ChatRole.System)));
        Assert.Equal(["user", "assistant", "tool", "user", "assistant", "tool"], Roles(model.Requests[2].Messages.Where(message => message.Role != ChatRole.System)));
        Assert.Equal("no, in london", model.Requests[2].Messages.Where(message => message.Role != ChatRole.System).ElementAt(3).Text);
        Assert.Contains(Messages(updates), message => message.Role == ChatRole.User && message.Text == "no, in london");
    }

    [Fact]
    public async Task The_gate_gives_the_tool_services()
    {
        IServiceProvider? seen = null;
        var model = new ScriptedLanguageModel(Calls(Call("c1", "srv_f")), Says("done"));
        var gate = new ScriptedGate((call, next, token) =>
        {
            call.Arguments.Services = new NoServices();
            return next(token);
        });

        await RunAsync(model, Run(AIFunctionFactory.Create((IServiceProvider provider) => (seen = provider) is null ? "" : "x", "f")) with { Gate = gate });

        Assert.IsType<NoServices>(seen);
    }

    [Fact]
    public async Task Failing_tools_do_not_end_the_run()
    {
        var boom = AIFunctionFactory.Create(string () => throw new InvalidOperationException("disk full"), "boom");
        var model = new ScriptedLanguageModel(
            [.. Enumerable.Range(0, 5).Select(i => Calls(Call($"c{i}", "srv_boom"))), Says("done")]);

        List<ChatResponseUpdate> updates = await RunAsync(model, Run(boom));

        Assert.Equal(5, Results(updates).Count(result => result!.Contains("disk full", StringComparison.Ordinal)));
        Assert.Equal("done", Messages(updates)[^1].Text);
    }

    [Fact]
    public async Task A_tool_that_is_not_there_is_said_to_be_not_found()
    {
        var model = new ScriptedLanguageModel(Calls(Call("c1", "srv_nope")), Says("done"));

        List<ChatResponseUpdate> updates = await RunAsync(model, Run(AIFunctionFactory.Create(() => "x", "f")));

        Assert.Contains("not found", Assert.Single(Results(updates)), StringComparison.Ordinal);
        Assert.Equal("done", Messages(updates)[^1].Text);
    }

    [Fact]
    public async Task Arguments_that_cannot_be_read_are_said_to_be_so()
    {
        int ran = 0;
        FunctionCallContent call = Call("c1", "srv_f");
        call.Exception = new JsonException("unexpected end");
        var model = new ScriptedLanguageModel(Calls(call), Says("done"));

        List<ChatResponseUpdate> updates = await RunAsync(model, Run(AIFunctionFactory.Create(() => ran++, "f")));

        Assert.Contains("unexpected end", Assert.Single(Results(updates)), StringComparison.Ordinal);
        Assert.Equal(0, ran);
    }

    [Fact]
    public async Task Wrong_arguments_are_explained_to_the_language_model()
    {
        var f = AIFunctionFactory.Create((string city) => city, "f");
        var model = new ScriptedLanguageModel(Calls(Call("c1", "srv_f", ("town", "oslo"))), Says("done"));

        List<ChatResponseUpdate> updates = await RunAsync(model, Run(f));

        Assert.Contains("city", Assert.Single(Results(updates)), StringComparison.Ordinal);
        Assert.Equal("done", Messages(updates)[^1].Text);
    }

    [Fact]
    public async Task The_gate_sees_every_call_and_can_refuse()
    {
        int ran = 0;
        var f = AIFunctionFactory.Create(() => $"ran {++ran}", "f");
        var gate = new ScriptedGate((call, next, cancel) => call.CallId == "c1" ? new("refused") : next(cancel));
        var model = new ScriptedLanguageModel(Calls(Call("c1", "srv_f", ("q", 1)), Call("c2", "srv_f")), Says("done"));

        List<ChatResponseUpdate> updates = await RunAsync(model, Run(f) with { Gate = gate, AllowConcurrentTools = false });

        Assert.Equal(["refused", "ran 1"], Results(updates));
        Assert.Equal([("c1", "srv_f"), ("c2", "srv_f")], gate.Calls.Select(call => (call.CallId, call.Name)));
        Assert.Same(f, gate.Calls[0].Function);
        Assert.Contains("q", gate.Calls[0].Arguments.Keys);
    }

    [Fact]
    public async Task The_gates_token_reaches_the_tool()
    {
        using var limit = new CancellationTokenSource();
        CancellationToken seen = default;
        var f = AIFunctionFactory.Create((CancellationToken cancel) => { seen = cancel; }, "f");
        var gate = new ScriptedGate((_, next, _) => next(limit.Token));

        await RunAsync(new ScriptedLanguageModel(Calls(Call("c1", "srv_f")), Says("done")), Run(f) with { Gate = gate });
        await limit.CancelAsync();

        Assert.True(seen.IsCancellationRequested);
    }

    [Fact]
    public async Task After_the_last_round_the_answer_comes_without_tools()
    {
        int round = 0;
        var model = new ScriptedLanguageModel(_ => Calls(Call($"c{round++}", "srv_f"))(default));

        await RunAsync(model, Run(AIFunctionFactory.Create(() => "x", "f")) with { MaxRounds = 3 });

        Assert.Equal(4, model.Requests.Count);
        Assert.True(model.Requests[3].Options?.Tools is null or { Count: 0 });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_run_at_once_only_when_that_is_allowed(bool allowed)
    {
        int now = 0, most = 0;
        var both = new TaskCompletionSource();
        var f = AIFunctionFactory.Create(
            async () =>
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                if (most == 2)
                {
                    both.TrySetResult();
                }

                try
                {
                    await (allowed ? both.Task.WaitAsync(Patience) : Task.Run(() => { }));
                    return "x";
                }
                finally
                {
                    Interlocked.Decrement(ref now);
                }
            },
            "f");
        var model = new ScriptedLanguageModel(Calls(Call("c1", "srv_f"), Call("c2", "srv_f")), Says("done"));

        await RunAsync(model, Run(f) with { AllowConcurrentTools = allowed });

        Assert.Equal(allowed ? 2 : 1, most);
    }
}
