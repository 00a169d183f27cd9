using System.Net;
using AgentHost.Samples.Weather;

namespace McpTools.Tests.Weather;

public sealed class OpenMeteoTests
{
    private const string Place = """{ "results": [ { "name": "Oslo", "latitude": 59.91, "longitude": 10.75 } ] }""";
    private const string Daily = """
        { "daily": { "time": ["2026-11-21", "2026-11-22"], "weather_code": [73, 2], "temperature_2m_max": [-1.6, 3.4], "temperature_2m_min": [-6.2, -1.0], "wind_speed_10m_max": [10.0, 50.0] } }
        """;

    [Fact]
    public async Task A_forecast_is_read()
    {
        IReadOnlyList<DayWeather> days = await Answering(Place, Daily).GetAsync("Oslo", 2, CancellationToken.None);

        Assert.Equal(
            [new DayWeather("oslo", "today", "snowy", -2, -6, "open-meteo.com forecast"), new DayWeather("oslo", "tomorrow", "windy", 3, -1, "open-meteo.com forecast")],
            days);
    }

    [Fact]
    public async Task An_unknown_city_is_said() => Assert.Equal("Open-Meteo knows no city 'atlantis'. Check its spelling.", await FailureOf(Answering("{}")));

    [Fact]
    public async Task A_missing_network_is_said() => Assert.StartsWith("Open-Meteo cannot be reached", await FailureOf(Answering()), StringComparison.Ordinal);

    [Fact]
    public async Task A_strange_answer_is_said() => Assert.StartsWith("Open-Meteo answered something other than a forecast.", await FailureOf(Answering(Place, "{}")), StringComparison.Ordinal);

    private static async Task<string> FailureOf(OpenMeteo weather) =>
        (await Assert.ThrowsAsync<WeatherException>(() => weather.GetAsync("atlantis", 1, CancellationToken.None))).Message;

    private static OpenMeteo Answering(params string[] answers) => new(new HttpClient(new Answers(answers)));

    private sealed class Answers(string[] answers) : HttpMessageHandler
    {
        private int _next;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _next < answers.Length
            ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answers[_next++]) })
            : throw new HttpRequestException("No network here.");
    }
}
