using System.Text.Json;
using InteractionCore.Delegation;
using Microsoft.Extensions.AI;
using SemanticKernelAgent.BuiltIn;
using SemanticKernelAgent.LanguageModels;
using SemanticKernelAgent.Settings;

namespace SemanticKernelAgent.Tests.LanguageModels;

public sealed class AnthropicModelTests
{
    private static readonly LanguageModelSettings Settings = new() { Provider = Provider.Anthropic, Model = "small", Endpoint = new Uri("http://localhost:9"), ApiKeyVariable = "KEY" };

    [Fact]
    public async Task A_tool_is_called_and_its_answer_goes_back()
    {
        var provider = new FakeProvider(
            FakeProvider.Streams(Start(), ToolUse("c1", "weather_get"), Input("{\\\"city\\\":"), Input("\\\"oslo\\\"}"), BlockStop(), Stop("tool_use"), End()),
            FakeProvider.Streams(Start(), Text("Cold in "), More("oslo."), BlockStop(), Stop("end_turn"), End()));
        var tool = AIFunctionFactory.Create((string city) => $"{city}: 4 degrees", "get");
        var run = new AgentRun([new ChatMessage(ChatRole.User, "weather oslo")], [new Toolset("weather", [tool])], "Be brief.");

        ChatResponse response = await new BuiltInAgent(LanguageModelFactory.Create(Settings, "secret", provider, retries: 0)).RunAsync(run).ToChatResponseAsync();

        Assert.Equal("Cold in oslo.", response.Messages[^1].Text);
        (HttpRequestMessage message, JsonElement body) = provider.Requests[1];
        Assert.Equal("http://localhost:9/v1/messages", message.RequestUri!.ToString());
        Assert.Equal("Bearer secret", message.Headers.Authorization!.ToString());
        Assert.Equal(("small", 2_048), (body.GetProperty("model").GetString(), body.GetProperty("max_tokens").GetInt32()));
        Assert.Contains("Be brief.", body.GetProperty("system").GetRawText(), StringComparison.Ordinal);
        Assert.Equal("weather_get", body.GetProperty("tools")[0].GetProperty("name").GetString());
        JsonElement result = body.GetProperty("messages")[2].GetProperty("content")[0];
        Assert.Equal(("tool_result", "c1"), (result.GetProperty("type").GetString(), result.GetProperty("tool_use_id").GetString()));
        Assert.Contains("oslo: 4 degrees", result.GetRawText(), StringComparison.Ordinal);
    }

    private static string Start() => Event("message_start", """{"type":"message_start","message":{"id":"m1","type":"message","role":"assistant","model":"small","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":1}}}""");

    private static string Text(string text) =>
        Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"","citations":null}}""") + "\n\n" + More(text);

    private static string More(string text) => Event("content_block_delta", $$$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{{text}}}}"}}""");

    private static string ToolUse(string id, string name) =>
        Event("content_block_start", $$$$"""{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"{{{{id}}}}","name":"{{{{name}}}}","input":{}}}""");

    private static string Input(string json) => Event("content_block_delta", $$$$"""{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{{{{json}}}}"}}""");

    private static string BlockStop() => Event("content_block_stop", """{"type":"content_block_stop","index":0}""");

    private static string Stop(string reason) => Event("message_delta", $$$$"""{"type":"message_delta","delta":{"stop_reason":"{{{{reason}}}}","stop_sequence":null},"usage":{"output_tokens":9}}""");

    private static string End() => Event("message_stop", """{"type":"message_stop"}""");

    private static string Event(string name, string data) => $"event: {name}\ndata: {data}";
}
