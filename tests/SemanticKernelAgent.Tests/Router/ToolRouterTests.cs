using System.Text.Json;
using InteractionCore.Delegation;
using Microsoft.Extensions.AI;
using SemanticKernelAgent.Router;

namespace SemanticKernelAgent.Tests.Router;

public sealed class ToolRouterTests
{
    private const string NoTool = "I have no tool for that, and no language model is configured.";

    [Theory]
    [InlineData("what is the weather in paris", "weather_get_weather", """{"city":"paris"}""")]
    [InlineData("what's the weather like in paris?", "weather_get_weather", """{"city":"paris"}""")]
    [InlineData("weather paris", "weather_get_weather", """{"city":"paris"}""")]
    [InlineData("paris weather", "weather_get_weather", """{"city":"paris"}""")]
    [InlineData("paris tomorrow weather", "weather_get_weather", """{"city":"paris","day":"tomorrow"}""")]
    [InlineData("weather in new york tomorrow please", "weather_get_weather", """{"city":"new york","day":"tomorrow"}""")]
    [InlineData("weather in the city of paris", "weather_get_weather", """{"city":"paris"}""")]
    [InlineData("weather new york", "weather_get_weather", """{"city":"new york"}""")]
    [InlineData("what is the weather tomorrow in rio de janeiro", "weather_get_weather", """{"city":"rio de janeiro","day":"tomorrow"}""")]
    [InlineData("how is the weather in the hague today", "weather_get_weather", """{"city":"hague","day":"today"}""")]
    [InlineData("will it rain in oslo", "weather_get_weather", """{"city":"oslo"}""")]
    [InlineData("is it raining in oslo right now", "weather_get_weather", """{"city":"oslo"}""")]
    [InlineData("what's the temperature in London", "weather_get_weather", """{"city":"London"}""")]
    [InlineData("weather for <other> in madrid", "weather_get_weather", """{"city":"madrid"}""")]
    [InlineData("forecast for oslo", "weather_get_forecast", """{"city":"oslo"}""")]
    [InlineData("the forecast for new york for the next three days", "weather_get_forecast", """{"city":"new york","days":3}""")]
    [InlineData("give me a 5 day forecast for berlin", "weather_get_forecast", """{"city":"berlin","days":5}""")]
    [InlineData("what time is it", "clock_get_time", "{}")]
    [InlineData("what time is it in tokyo", "clock_get_time", """{"city":"tokyo"}""")]
    [InlineData("current time tokyo", "clock_get_time", """{"city":"tokyo"}""")]
    [InlineData("tokyo time", "clock_get_time", """{"city":"tokyo"}""")]
    [InlineData("what is the time in new york right now", "clock_get_time", """{"city":"new york"}""")]
    [InlineData("<other> what time is it", "clock_get_time", "{}")]
    [InlineData("what is the date", "clock_get_date", "{}")]
    [InlineData("what day is it today", "clock_get_date", "{}")]
    [InlineData("which day of the week is it", "clock_get_date", "{}")]
    public void A_request_calls_the_tool_its_words_fit(string request, string tool, string arguments) =>
        Assert.Equal((tool, arguments), Route(RouterTools.WeatherAndClock, request));

    [Theory]
    [InlineData("turn on the light in the living room", "home_set_light", """{"room":"living room"}""")]
    [InlineData("set the kitchen light to 40.5 warm white", "home_set_light", """{"room":"kitchen","brightness":40.5,"color":"warm white"}""")]
    [InlineData("light in the hall dimmed", "home_set_light", """{"room":"hall","dimmed":true}""")]
    [InlineData("light in the hall not dimmed in red", "home_set_light", """{"room":"hall","color":"red","dimmed":false}""")]
    [InlineData("train connections from berlin to bad homburg", "trains_findConnections", """{"destination":"bad homburg","origin":"berlin"}""")]
    [InlineData("train connection to munich from berlin next monday", "trains_findConnections", """{"destination":"munich","origin":"berlin","date":"next monday"}""")]
    [InlineData("search the web for cheap flights to rome", "web_search", """{"query":"cheap flights to rome"}""")]
    public void Every_kind_of_parameter_is_read(string request, string tool, string arguments) =>
        Assert.Equal((tool, arguments), Route(RouterTools.House, request));

    [Theory]
    [InlineData("tell me a joke")]
    [InlineData("hello how are you")]
    [InlineData("what is the capital of france")]
    [InlineData("what is the biggest city in the world")]
    [InlineData("how much time do i need to boil an egg")]
    [InlineData("tell me a story about time travel")]
    [InlineData("what is two plus two")]
    [InlineData("what is your name")]
    [InlineData("play some music in the kitchen")]
    [InlineData("set a timer for ten minutes")]
    [InlineData("what time does the store open")]
    [InlineData("remind me to call mom tomorrow")]
    [InlineData("how long does it take to get to tokyo")]
    [InlineData("translate good morning to french")]
    [InlineData("what's the news today")]
    [InlineData("paris")]
    [InlineData("in new york tomorrow")]
    [InlineData("<other> <other>")]
    [InlineData("")]
    public void A_request_that_fits_no_tool_calls_none(string request) => Assert.Equal((null, NoTool), Route(RouterTools.WeatherAndClock, request));

    [Theory]
    [InlineData("what is the weather", "I need to know the city for that.")]
    [InlineData("weather tomorrow", "I need to know the city for that.")]
    [InlineData("weather in <other>", "I did not catch the city.")]
    [InlineData("weather in new <other>", "I did not catch the city.")]
    [InlineData("weather <other>", "I did not catch the city.")]
    [InlineData("what time is it in <other>", "I did not catch the city.")]
    public void What_is_missing_is_asked_for(string request, string answer) => Assert.Equal((null, answer), Route(RouterTools.WeatherAndClock, request));

    [Theory]
    [InlineData("user: what is the weather in oslo\nuser: and in paris", """{"city":"paris"}""")]
    [InlineData("user: time in new york\nassistant: it is nine in the morning", """{"city":"new york"}""")]
    [InlineData("user: paris weather\nassistant: it is sunny\nuser: thanks a lot", """{"city":"paris"}""")]
    public void A_missing_argument_comes_from_the_last_mention(string conversation, string arguments) =>
        Assert.Equal(("weather_get_weather", arguments), Route(RouterTools.WeatherAndClock, "what is the weather", "The conversation so far:\n" + conversation + "\n"));

    [Fact]
    public void Small_talk_is_no_argument() =>
        Assert.Equal((null, "I need to know the city for that."), Route(RouterTools.WeatherAndClock, "weather", "The conversation so far:\nuser: hello wonderful machine\n"));

    [Fact]
    public void A_word_that_was_not_understood_is_not_replaced_by_an_earlier_one() =>
        Assert.Equal((null, "I did not catch the city."), Route(RouterTools.WeatherAndClock, "weather in <other>", "The conversation so far:\nuser: weather in oslo\nassistant: it is cold\nuser: weather in <other>\n"));

    [Theory]
    [InlineData("search the web for <other>", "search the web for whales", "web_search", """{"query":"whales"}""")]
    [InlineData("time from berlin to bonn", "train connections from berlin to bonn", "trains_findConnections", """{"destination":"bonn","origin":"berlin"}""")]
    [InlineData("search the web for cheap flights", "what a day", "web_search", """{"query":"cheap flights"}""")]
    public void A_request_that_was_garbled_is_read_in_the_users_own_words(string request, string said, string tool, string arguments) =>
        Assert.Equal((tool, arguments), Route(RouterTools.House, request, $"The conversation so far:\nuser: {said}\n"));

    [Fact]
    public void Last_words_about_something_else_are_no_other_reading() =>
        Assert.Equal((null, "I did not catch the query."), Route(RouterTools.House, "search the web for <other>", "The conversation so far:\nuser: turn on the light in the hall\n"));

    [Fact]
    public void An_argument_nobody_can_say_is_missing() => Assert.Equal((null, "I need to know the options for that."), Route(RouterTools.House, "fetch page"));

    [Fact]
    public void Without_tools_it_says_so() => Assert.Equal((null, NoTool), Route([], "weather in paris"));

    [Fact]
    public async Task The_tools_answer_is_spoken()
    {
        List<ChatMessage> messages =
        [
            new(ChatRole.User, "weather paris"),
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "weather_get_weather")]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "Paris is sunny. It has 21 degrees. More at example.org.")]),
        ];

        ChatResponse response = await new ToolRouter().GetResponseAsync(messages);

        Assert.Equal("Paris is sunny. It has 21 degrees.", response.Text);
    }

    [Fact]
    public async Task Small_talk_during_a_call_is_no_request()
    {
        List<ChatMessage> messages =
        [
            new(ChatRole.User, "weather paris"),
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "weather_get_weather")]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "Paris is sunny.")]),
            Conversation.Meanwhile("what time is it"),
        ];

        ChatResponse response = await new ToolRouter().GetResponseAsync(messages, new ChatOptions { Tools = [.. RouterTools.WeatherAndClock] });

        Assert.Equal("Paris is sunny.", response.Text);
    }

    [Fact]
    public void A_schema_that_makes_no_sense_costs_only_its_own_tool()
    {
        AITool[] tools = [.. RouterTools.WeatherAndClock, new Contract.FixedTool("odd_weather_paris", """{"type":"object","properties":{"a":5,"b":{"type":7,"enum":{}},"c":{"$ref":"#/$defs/c"}},"required":["b"],"$defs":3}""")];

        Assert.Equal("clock_get_time", Route(tools, "what time is it").Tool);
    }

    private static (string? Tool, string Answer) Route(IReadOnlyList<AITool> tools, string request, string? conversation = null)
    {
        List<ChatMessage> messages = [new(ChatRole.System, "Weather and time are your work."), .. conversation is null ? [] : new[] { new ChatMessage(ChatRole.User, conversation) }, new(ChatRole.User, request)];
        AIContent content = Assert.Single(Assert.Single(new ToolRouter().GetStreamingResponseAsync(messages, new ChatOptions { Tools = [.. tools] }).ToBlockingEnumerable()).Contents);
        return content is FunctionCallContent call ? (call.Name, JsonSerializer.Serialize(call.Arguments)) : (null, ((TextContent)content).Text);
    }
}
