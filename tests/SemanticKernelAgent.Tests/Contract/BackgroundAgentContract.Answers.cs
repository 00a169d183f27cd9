using InteractionCore.Delegation;
using Microsoft.Extensions.AI;
using SemanticKernelAgent.Router;
using static SemanticKernelAgent.Tests.Contract.ScriptedLanguageModel;

namespace SemanticKernelAgent.Tests.Contract;

public abstract partial class BackgroundAgentContract
{
    [Fact]
    public async Task Text_is_streamed_as_it_is_written()
    {
        var first = new TaskCompletionSource();
        async IAsyncEnumerable<ChatResponseUpdate> Answer()
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "a");
            await first.Task;
            yield return new ChatResponseUpdate(ChatRole.Assistant, "b");
        }

        string text = "";
        await foreach (ChatResponseUpdate update in Create(new ScriptedLanguageModel(_ => Answer())).RunAsync(Run()))
        {
            text += update.Text;
            first.TrySetResult();
        }

        Assert.Equal("ab", text);
    }

    [Fact]
    public async Task A_tools_answer_goes_back_to_the_language_model()
    {
        var add = AIFunctionFactory.Create((int a, int b) => a + b, "get-sum");
        var model = new ScriptedLanguageModel(
            Says([new TextContent("let me see ")], [Call("c1", "srv_get-sum", ("a", 2), ("b", 40))]),
            Says("done"));

        IList<ChatMessage> said = Messages(await RunAsync(model, Run(add)));

        Assert.Equal(["assistant", "tool", "assistant"], Roles(said));
        Assert.Equal(("let me see ", "done"), (said[0].Text, said[2].Text));
        Assert.Equal("42", Assert.Single(Contents<FunctionResultContent>(said)).Result!.ToString());
        Assert.Equal(["system", "user", "assistant", "tool"], Roles(model.Requests[1].Messages));
        Assert.Equal("Be brief.", model.Requests[1].Messages[0].Text);
    }

    [Fact]
    public async Task Parallel_calls_stay_in_one_message_now_and_in_the_next_run()
    {
        AgentRun run = Run(AIFunctionFactory.Create(() => "x", "f"));
        var model = new ScriptedLanguageModel(Calls(Call("c1", "srv_f"), Call("c2", "srv_f")), Says("done"), Says("again"));

        IList<ChatMessage> said = Messages(await RunAsync(model, run));
        await RunAsync(model, run with { Transcript = [.. run.Transcript, .. said, new ChatMessage(ChatRole.User, "more")] });

        List<ChatMessage> last = model.Requests[2].Messages;
        Assert.Equal(["system", "user", "assistant", "tool", "assistant", "user"], Roles(last));
        Assert.Equal((2, 2), (Contents<FunctionCallContent>(last[2]).Count, Contents<FunctionResultContent>(last[3]).Count));
    }

    [Fact]
    public async Task Reasoning_and_usage_and_images_survive()
    {
        var image = new FixedTool("look", """{"type":"object"}""", new DataContent(new byte[] { 1, 2 }, "image/png"));
        var model = new ScriptedLanguageModel(
            Says(
                [new TextReasoningContent("thinking") { ProtectedData = "signature" }],
                [Call("c1", "srv_look")],
                [new UsageContent(new UsageDetails { InputTokenCount = 3 })]),
            Says("done"));
        AgentRun run = Run(image) with { Transcript = [new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 9 }, "image/png"), new TextContent("look")])] };

        List<ChatResponseUpdate> updates = await RunAsync(model, run);

        Assert.Equal("signature", Assert.Single(Contents<TextReasoningContent>(Messages(updates))).ProtectedData);
        Assert.Equal("signature", Assert.Single(Contents<TextReasoningContent>(model.Requests[1].Messages)).ProtectedData);
        Assert.IsType<DataContent>(Assert.Single(Contents<FunctionResultContent>(Messages(updates))).Result);
        Assert.Equal(3, Assert.Single(updates.SelectMany(update => update.Contents).OfType<UsageContent>()).Details.InputTokenCount);
        Assert.Single(Contents<DataContent>(model.Requests[0].Messages));
    }

    [Fact]
    public async Task The_tool_router_is_a_language_model_to_it()
    {
        var weather = new Toolset("weather", [AIFunctionFactory.Create((string city) => $"It rains in {city}.", "get_weather")]);
        var run = new AgentRun([new ChatMessage(ChatRole.User, "The conversation so far:\nuser: oslo\n"), new ChatMessage(ChatRole.User, "weather in new york")], [weather], "Be brief.");

        ChatResponse response = await Create(new ToolRouter()).RunAsync(run).ToChatResponseAsync();

        Assert.Equal("It rains in new york.", response.Messages[^1].Text);
    }

    [Fact]
    public async Task A_language_model_that_fails_ends_the_run_with_its_error()
    {
        var model = new ScriptedLanguageModel(_ => throw new InvalidOperationException("no network"));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(model, Run()));

        Assert.Equal("no network", exception.Message);
    }
}
