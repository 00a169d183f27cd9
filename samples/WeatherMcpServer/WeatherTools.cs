using System.ComponentModel;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace AgentHost.Samples.Weather;

/// <summary>
/// The tools. A result is data for programs (structured content) and one sentence for people (text), which a voice can say as it is.
/// </summary>
[McpServerToolType]
internal sealed class WeatherTools(IWeatherSource weather)
{
    private const string Honesty = "Without --live these are climate normals of the season, not a live forecast.";

    [McpServerTool(Name = "get_weather", Title = "Weather", ReadOnly = true, OpenWorld = true, UseStructuredContent = true, OutputSchemaType = typeof(DayWeather))]
    [Description($"The weather in a city today or tomorrow: whether it rains or snows, and how warm or cold it is in degrees Celsius. {Honesty}")]
    public Task<CallToolResult> GetWeather(
        [Description("The city, e.g. paris.")] string city,
        [Description("today or tomorrow.")] string day = "today",
        CancellationToken cancellationToken = default) => AnswerAsync(async () =>
    {
        int offset = day.Trim().ToLowerInvariant() switch
        {
            "today" or "now" or "" => 0,
            "tomorrow" => 1,
            _ => throw new WeatherException($"The day is '{day}'. Use today or tomorrow, or get_forecast for more days."),
        };
        DayWeather asked = (await weather.GetAsync(city, offset + 1, cancellationToken))[offset];
        return (asked, Sentences.Of(asked));
    });

    [McpServerTool(Name = "get_forecast", Title = "Forecast", ReadOnly = true, OpenWorld = true, UseStructuredContent = true, OutputSchemaType = typeof(Forecast))]
    [Description($"The weather in a city for the next days, one entry per day, beginning today. {Honesty}")]
    public Task<CallToolResult> GetForecast(
        [Description("The city, e.g. paris.")] string city,
        [Description("How many days, 1 to 7.")] int days = 3,
        CancellationToken cancellationToken = default) => AnswerAsync(async () =>
    {
        if (days is < 1 or > 7)
        {
            throw new WeatherException($"The number of days is {days}. Use 1 to 7.");
        }

        IReadOnlyList<DayWeather> forecast = await weather.GetAsync(city, days, cancellationToken);
        return (new Forecast(forecast[0].City, forecast), Sentences.Of(forecast));
    });

    private static async Task<CallToolResult> AnswerAsync<T>(Func<Task<(T Data, string Sentence)>> answer)
    {
        try
        {
            (T data, string sentence) = await answer();
            return new CallToolResult
            {
                Content = [new TextContentBlock { Text = sentence }],
                StructuredContent = JsonSerializer.SerializeToElement(data, McpJsonUtilities.DefaultOptions),
            };
        }
        catch (WeatherException exception)
        {
            return new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = exception.Message }] };
        }
    }
}
