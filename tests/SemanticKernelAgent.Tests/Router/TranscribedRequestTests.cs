using System.Text.Json;
using InteractionCore.Delegation;
using InteractionCore.Sessions;
using Microsoft.Extensions.AI;
using SemanticKernelAgent.Router;

namespace SemanticKernelAgent.Tests.Router;

public sealed class TranscribedRequestTests
{
    [Theory]
    [InlineData("what is the weather in <other>", "What's the weather in Reykjavik?", "weather_get_weather", """{"city":"Reykjavik"}""")]
    [InlineData("<other> <other> weather <other> <other>", "Tell me the weather in Kuala Lumpur tomorrow, please.", "weather_get_weather", """{"city":"Kuala Lumpur","day":"tomorrow"}""")]
    [InlineData("weather in <other>", "In Reykjavik.", "weather_get_weather", """{"city":"Reykjavik"}""")]
    [InlineData("weather in <other> tomorrow", "In Reykjavik, tomorrow.", "weather_get_weather", """{"city":"Reykjavik","day":"tomorrow"}""")]
    [InlineData("what is the <other> in parrots", "What is the temperature in Paris?", "weather_get_weather", """{"city":"Paris"}""")]
    [InlineData("tell me a story", "Tell me the forecast for Oslo.", "weather_get_forecast", """{"city":"Oslo"}""")]
    [InlineData("what time is it in <other>", "What time is it in Nairobi?", "clock_get_time", """{"city":"Nairobi"}""")]
    [InlineData("<other> what time is it", "Hmm.", "clock_get_time", "{}")]
    [InlineData("what time is it in oslo", "What time is it in or so?", "clock_get_time", """{"city":"oslo"}""")]
    [InlineData("what time is it in oslo", "What time is it in Helsinki?", "clock_get_time", """{"city":"Helsinki"}""")]
    public async Task A_request_that_was_not_understood_is_read_in_the_transcribers_words(string heard, string exact, string tool, string arguments) =>
        Assert.Equal((tool, arguments), await RouteAsync(heard, () => Task.FromResult<string?>(exact)));

    [Fact]
    public async Task A_request_that_was_understood_does_not_wait_for_the_transcriber()
    {
        var never = new TaskCompletionSource<string?>();

        Assert.Equal(("weather_get_weather", """{"city":"paris"}"""), await RouteAsync("what is the weather in paris", () => never.Task));
    }

    [Fact]
    public async Task Before_something_may_change_the_transcriber_is_asked() =>
        Assert.Equal(("home_set_light", """{"room":"Bathroom"}"""), await RouteAsync("light in the kitchen", () => Task.FromResult<string?>("Light in the Bathroom."), tools: RouterTools.House));

    [Theory]
    [InlineData("oslo", "What is the weather in Barcelona?", "weather_get_weather", """{"city":"Barcelona"}""")]
    [InlineData("paris", "What is the forecast for Paris?", "weather_get_forecast", """{"city":"Paris"}""")]
    [InlineData("paris", "What is the weather in Paris?", null, "It is sunny.")]
    [InlineData("paris", "Thank you.", null, "It is sunny.")]
    [InlineData("paris", "What time is it?", null, "It is sunny.")]
    [InlineData("paris", null, null, "It is sunny.")]
    public async Task A_word_that_was_heard_as_another_is_looked_up_again_where_that_changes_nothing(string city, string? exact, string? tool, string answer) =>
        Assert.Equal((tool, answer), await AnswerAsync($"what is the weather in {city}", () => Task.FromResult(exact), (Call("c1", city), "It is sunny.")));

    [Theory]
    [InlineData("It rains.", "It rains.")]
    [InlineData("Error: there is no such city.", "It is sunny.")]
    public async Task Of_two_answers_the_second_is_said_if_it_is_one(string second, string said) => Assert.Equal(
        (null, said),
        await AnswerAsync("what is the weather in oslo", () => Task.FromResult<string?>("What is the weather in Bergen?"), (Call("c1", "oslo"), "It is sunny."), (Call("c2", "Barcelona"), second)));

    [Fact]
    public async Task What_the_user_typed_does_not_wait_for_the_transcriber()
    {
        bool asked = false;
        var typed = new TranscriptEntry(Speaker.User, "what is the weather in reykjavik", 0);

        (string?, string) routed = await RouteAsync("what is the weather in <other>", () =>
        {
            asked = true;
            return Task.FromResult<string?>(null);
        }, typed);

        Assert.Equal(("weather_get_weather", """{"city":"reykjavik"}"""), routed);
        Assert.False(asked);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Thank you very much.")]
    public async Task Without_words_that_help_the_parameter_was_not_caught(string? exact) =>
        Assert.Equal((null, "I did not catch the city."), await RouteAsync("weather in <other>", () => Task.FromResult(exact)));

    private static FunctionCallContent Call(string id, string city) => new(id, "weather_get_weather", new Dictionary<string, object?> { ["city"] = city });

    private static Task<(string? Tool, string Answer)> AnswerAsync(string heard, Func<Task<string?>> transcribe, params (FunctionCallContent Call, string Result)[] calls) =>
        AskAsync([.. Messages(heard, transcribe, []), .. calls.SelectMany(done => new[]
        {
            new ChatMessage(ChatRole.Assistant, [done.Call]), new ChatMessage(ChatRole.Tool, [new FunctionResultContent(done.Call.CallId, done.Result)]),
        })]);

    private static Task<(string? Tool, string Answer)> RouteAsync(string heard, Func<Task<string?>> transcribe, params TranscriptEntry[] transcript) => AskAsync(Messages(heard, transcribe, transcript));

    private static Task<(string? Tool, string Answer)> RouteAsync(string heard, Func<Task<string?>> transcribe, IReadOnlyList<AITool> tools) => AskAsync(Messages(heard, transcribe, []), tools);

    private static IReadOnlyList<ChatMessage> Messages(string heard, Func<Task<string?>> transcribe, TranscriptEntry[] transcript) => Conversation.ToMessages(
        new DelegationRequest { Id = "d1", Task = heard, Transcript = transcript }, AgentInputs.None, words: new ExactWords(transcribe, TimeSpan.FromSeconds(20), TimeProvider.System));

    private static async Task<(string? Tool, string Answer)> AskAsync(IReadOnlyList<ChatMessage> messages, IReadOnlyList<AITool>? tools = null)
    {
        ChatResponse response = await new ToolRouter().GetResponseAsync(messages, new ChatOptions { Tools = [.. tools ?? RouterTools.WeatherAndClock] });
        return response.Messages[0].Contents[0] is FunctionCallContent call ? (call.Name, JsonSerializer.Serialize(call.Arguments)) : (null, response.Text);
    }
}
