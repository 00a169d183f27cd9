using System.ComponentModel;
using Microsoft.Extensions.AI;
using SemanticKernelAgent.Tests.Contract;

namespace SemanticKernelAgent.Tests.Router;

/// <summary>Tools as servers and plugins offer them, with the names they are advertised under.</summary>
internal static class RouterTools
{
    private static readonly AITool[] Clock =
    [
        AIFunctionFactory.Create(
            ([Description("The city, e.g. tokyo. Leave out for the time here.")] string? city = null) => city,
            "clock_get_time", "What time it is now, here or in a city of the world."),
        AIFunctionFactory.Create(() => "", "clock_get_date", "What day of the week and which date it is today."),
    ];

    public static IReadOnlyList<AITool> WeatherAndClock { get; } =
    [
        new FixedTool(
            "weather_get_weather",
            """{"type":"object","properties":{"city":{"type":"string","description":"City name, e.g. paris"},"day":{"type":"string","enum":["today","tomorrow"],"description":"Which day; today when left out."}},"required":["city"]}""",
            description: "The weather in a city: conditions, temperature, wind and rain.", reads: true),
        new FixedTool(
            "weather_get_forecast",
            """{"type":"object","properties":{"city":{"type":"string"},"days":{"type":["integer","null"],"description":"How many days"}},"required":["city"]}""",
            description: "The forecast for the next days in a city.", reads: true),
        .. Clock,
    ];

    public static IReadOnlyList<AITool> House { get; } =
    [
        new FixedTool(
            "home_set_light",
            """{"type":"object","properties":{"room":{"type":"string"},"brightness":{"type":"number"},"color":{"anyOf":[{"$ref":"#/$defs/Color"},{"type":"null"}]},"dimmed":{"type":"boolean"}},"required":["room"],"$defs":{"Color":{"type":"string","enum":["red","warm white"]}}}""",
            description: "Sets the light of a room."),
        new FixedTool(
            "trains_findConnections",
            """{"type":"object","properties":{"destination":{"type":"string"},"origin":{"type":"string"},"date":{"type":"string"}},"required":["origin","destination"]}""",
            description: "Finds train connections between two stations."),
        new FixedTool("web_search", """{"type":"object","properties":{"query":{"type":"string"},"limit":{"type":"integer"}},"required":["query"]}""", description: "Searches the web."),
        new FixedTool("web_fetch", """{"type":"object","properties":{"options":{"type":"object"}},"required":["options"]}""", description: "Downloads a page."),
    ];
}
