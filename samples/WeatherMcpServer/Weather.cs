using System.Text.Json.Serialization;

namespace AgentHost.Samples.Weather;

/// <summary>Where weather comes from.</summary>
internal interface IWeatherSource
{
    /// <summary>The weather of <paramref name="days"/> days, today first.</summary>
    /// <exception cref="WeatherException">There is none.</exception>
    Task<IReadOnlyList<DayWeather>> GetAsync(string city, int days, CancellationToken cancellationToken);
}

/// <summary>Why there is no weather, and what the caller can do: the text of a tool error.</summary>
internal sealed class WeatherException(string message, Exception? inner = null) : Exception(message, inner);

/// <param name="City">In small letters.</param>
/// <param name="Day">today, tomorrow or a weekday.</param>
/// <param name="Condition">sunny, cloudy, rainy, snowy, windy or foggy.</param>
/// <param name="High">The day's highest temperature in °C.</param>
/// <param name="Low">The day's lowest temperature in °C.</param>
/// <param name="Source">What the numbers are.</param>
internal sealed record DayWeather(
    [property: JsonPropertyName("city")] string City,
    [property: JsonPropertyName("day")] string Day,
    [property: JsonPropertyName("condition")] string Condition,
    [property: JsonPropertyName("temperature_c")] int High,
    [property: JsonPropertyName("low_c")] int Low,
    [property: JsonPropertyName("source")] string Source);

internal sealed record Forecast(
    [property: JsonPropertyName("city")] string City,
    [property: JsonPropertyName("days")] IReadOnlyList<DayWeather> Days);

/// <summary>Weather in everyday words, to be said aloud.</summary>
internal static class Sentences
{
    public static string NameOf(DateOnly date, DateOnly today) => (date.DayNumber - today.DayNumber) switch
    {
        0 => "today",
        1 => "tomorrow",
        _ => date.DayOfWeek.ToString().ToLowerInvariant(),
    };

    public static string Of(DayWeather weather) => weather.Day switch
    {
        "today" => $"It is {Degrees(weather.High)} degrees and {weather.Condition} in {weather.City}.",
        "tomorrow" => $"Tomorrow it will be {Degrees(weather.High)} degrees and {weather.Condition} in {weather.City}.",
        string weekday => $"On {weekday} it will be {Degrees(weather.High)} degrees and {weather.Condition} in {weather.City}.",
    };

    public static string Of(IReadOnlyList<DayWeather> days) =>
        $"In {days[0].City} it will be {string.Join(", ", days.Select(day => $"{Degrees(day.High)} degrees and {day.Condition} {(day.Day is "today" or "tomorrow" ? "" : "on ")}{day.Day}"))}.";

    private static string Degrees(int celsius) => celsius < 0 ? $"minus {-celsius}" : $"{celsius}";
}
