using System.Text.Json;
using InteractionCore.Delegation;
using Microsoft.Extensions.AI;
using SemanticKernelAgent.BuiltIn;
using SemanticKernelAgent.LanguageModels;
using SemanticKernelAgent.Settings;

namespace SemanticKernelAgent.Tests.LanguageModels;

public sealed class OpenAIChatClientTests
{
    private static readonly LanguageModelSettings Settings = new()
    {
        Provider = Provider.OpenAI,
        Model = "small",
        Endpoint = new Uri("http://localhost:9/v1"),
        ApiKeyVariable = "KEY",
        MaxOutputTokens = 99,
    };

    [Fact]
    public async Task Text_is_streamed_and_usage_is_counted()
    {
        var provider = new FakeProvider(FakeProvider.Streams(Text("Four "), Text("degrees."), Usage(), "data: [DONE]"));
        using IChatClient client = LanguageModelFactory.Create(Settings, "secret", provider, retries: 0);

        List<ChatResponseUpdate> updates = [.. client.GetStreamingResponseAsync("hi").ToBlockingEnumerable()];

        Assert.Equal(["Four ", "degrees."], updates.Select(update => update.Text).Where(text => text.Length > 0));
        Assert.Equal(7, Assert.Single(updates.SelectMany(update => update.Contents).OfType<UsageContent>()).Details.InputTokenCount);
        Assert.Equal("Bearer secret", provider.Requests[0].Message.Headers.Authorization!.ToString());
        Assert.Equal("http://localhost:9/v1/chat/completions", provider.Requests[0].Message.RequestUri!.ToString());
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_tool_is_called_and_its_answer_goes_back()
    {
        var provider = new FakeProvider(
            FakeProvider.Streams(
                Text("Let me see. "), Call(0, "c1", "weather_get", ""), Call(1, "c2", "weather_get", ""), CallMore(0, "{\\\"city\\\":"), CallMore(0, "\\\"oslo\\\"}"),
                CallMore(1, "{\\\"city\\\":\\\"rome\\\"}"), "data: [DONE]"),
            FakeProvider.Streams(Text("Cold in oslo."), "data: [DONE]"));
        var tool = AIFunctionFactory.Create((string city) => $"{city}: 4 degrees", "get");
        var run = new AgentRun([new ChatMessage(ChatRole.User, "weather oslo")], [new Toolset("weather", [tool])], "Be brief.");

        ChatResponse response = await new BuiltInAgent(LanguageModelFactory.Create(Settings, "secret", provider, retries: 0)).RunAsync(run).ToChatResponseAsync();

        Assert.Equal("Cold in oslo.", response.Messages[^1].Text);
        AssertJson(
            """
            [
              {"role":"system","content":"Be brief."},
              {"role":"user","content":"weather oslo"},
              {"role":"assistant","content":"Let me see. ","tool_calls":[
                {"id":"c1","type":"function","function":{"name":"weather_get","arguments":"{\"city\":\"oslo\"}"}},
                {"id":"c2","type":"function","function":{"name":"weather_get","arguments":"{\"city\":\"rome\"}"}}]},
              {"role":"tool","tool_call_id":"c1","content":"oslo: 4 degrees"},
              {"role":"tool","tool_call_id":"c2","content":"rome: 4 degrees"}
            ]
            """,
            provider.Requests[1].Body.GetProperty("messages"));
        JsonElement body = provider.Requests[0].Body;
        Assert.Equal(("small", true, 99), (body.GetProperty("model").GetString(), body.GetProperty("stream").GetBoolean(), body.GetProperty("max_completion_tokens").GetInt32()));
        JsonElement function = Assert.Single(body.GetProperty("tools").EnumerateArray().ToList()).GetProperty("function");
        Assert.Equal("weather_get", function.GetProperty("name").GetString());
        AssertJson("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""", function.GetProperty("parameters"));
    }

    [Fact]
    public async Task Images_are_sent_and_what_tools_show_follows_their_answers()
    {
        var provider = new FakeProvider(FakeProvider.Streams(Text("A cat."), "data: [DONE]"));
        var image = new DataContent(new byte[] { 1, 2 }, "image/png");
        List<ChatMessage> messages =
        [
            new(ChatRole.User, [new TextContent("what is this"), image]),
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "camera_look")]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", image)]),
        ];

        await LanguageModelFactory.Create(Settings, "secret", provider, retries: 0).GetResponseAsync(messages);

        AssertJson(
            """
            [
              {"role":"user","content":[{"type":"text","text":"what is this"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AQI="}}]},
              {"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"camera_look","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"c1","content":"An image, which follows."},
              {"role":"user","content":[{"type":"text","text":"What the tools show:"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AQI="}}]}
            ]
            """,
            provider.Requests[0].Body.GetProperty("messages"));
    }

    [Fact]
    public async Task Broken_arguments_are_told_to_the_model_instead_of_ending_the_run()
    {
        var provider = new FakeProvider(FakeProvider.Streams(Call(0, "c1", "weather_get", "{\\\"city\\\":"), "data: [DONE]"), FakeProvider.Streams(Text("Sorry."), "data: [DONE]"));
        var run = new AgentRun([new ChatMessage(ChatRole.User, "weather")], [new Toolset("weather", [AIFunctionFactory.Create((string city) => city, "get")])]);

        ChatResponse response = await new BuiltInAgent(LanguageModelFactory.Create(Settings, "secret", provider, retries: 0)).RunAsync(run).ToChatResponseAsync();

        Assert.Equal("Sorry.", response.Messages[^1].Text);
        Assert.Contains("are not a JSON object", provider.Requests[1].Body.GetProperty("messages")[2].GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_keys_is_sent_none()
    {
        var provider = new FakeProvider(FakeProvider.Streams(Text("hi"), "data: [DONE]"));

        await LanguageModelFactory.Create(Settings with { ApiKeyVariable = null }, apiKey: null, provider, retries: 0).GetResponseAsync("hi");

        Assert.Null(provider.Requests[0].Message.Headers.Authorization);
    }

    private static void AssertJson(string expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, actual), actual.GetRawText());

    private static string Text(string text) => Chunk($$$$"""{"role":"assistant","content":"{{{{text}}}}"}""");

    private static string Call(int index, string id, string name, string arguments) =>
        Chunk($$$$"""{"tool_calls":[{"index":{{{{index}}}},"id":"{{{{id}}}}","type":"function","function":{"name":"{{{{name}}}}","arguments":"{{{{arguments}}}}"}}]}""");

    private static string CallMore(int index, string arguments) => Chunk($$$$"""{"tool_calls":[{"index":{{{{index}}}},"function":{"arguments":"{{{{arguments}}}}"}}]}""");

    private static string Chunk(string delta) =>
        $$$$"""data: {"id":"m1","object":"chat.completion.chunk","created":1,"model":"small","choices":[{"index":0,"delta":{{{{delta}}}},"finish_reason":null}]}""";

    private static string Usage() =>
        """data: {"id":"m1","object":"chat.completion.chunk","created":1,"model":"small","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}""";
}
