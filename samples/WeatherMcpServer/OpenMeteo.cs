using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace AgentHost.Samples.Weather;

/// <summary>The forecast of open-meteo.com, which needs no key (https://open-meteo.com/en/docs).</summary>
internal sealed class OpenMeteo(HttpClient http) : IWeatherSource
{
    /// <summary>Wind in km/h from which a dry day is called windy: a strong breeze.</summary>
    private const double Windy = 39;

    public async Task<IReadOnlyList<DayWeather>> GetAsync(string city, int days, CancellationToken cancellationToken)
    {
        city = city.Trim();
        try
        {
            JsonElement found = await http.GetFromJsonAsync<JsonElement>(
                $"https://geocoding-api.open-meteo.com/v1/search?count=1&language=en&name={Uri.EscapeDataString(city)}", cancellationToken);
            if (!found.TryGetProperty("results", out JsonElement places) || places.GetArrayLength() == 0)
            {
                throw new WeatherException($"Open-Meteo knows no city '{city}'. Check its spelling.");
            }

            JsonElement forecast = await http.GetFromJsonAsync<JsonElement>(ForecastOf(places[0], days), cancellationToken);
            return Read(city.ToLowerInvariant(), forecast.GetProperty("daily"));
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new WeatherException($"Open-Meteo cannot be reached ({exception.Message}). Check the network, or start this server without --live.", exception);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new WeatherException("Open-Meteo answered something other than a forecast. Try again later.", exception);
        }
    }

    private static string ForecastOf(JsonElement place, int days) => string.Create(
        CultureInfo.InvariantCulture,
        $"https://api.open-meteo.com/v1/forecast?latitude={place.GetProperty("latitude").GetDouble()}&longitude={place.GetProperty("longitude").GetDouble()}"
        + $"&daily=weather_code,temperature_2m_max,temperature_2m_min,wind_speed_10m_max&timezone=auto&forecast_days={days}");

    private static DayWeather[] Read(string city, JsonElement daily)
    {
        DateOnly[] dates = [.. daily.GetProperty("time").EnumerateArray().Select(date => DateOnly.Parse(date.GetString()!, CultureInfo.InvariantCulture))];
        return [.. dates.Select((date, index) => new DayWeather(
            city,
            Sentences.NameOf(date, today: dates[0]),
            ConditionOf((int)Number("weather_code", index), Number("wind_speed_10m_max", index)),
            (int)Math.Round(Number("temperature_2m_max", index)),
            (int)Math.Round(Number("temperature_2m_min", index)),
            "open-meteo.com forecast"))];

        double Number(string name, int index) => daily.GetProperty(name)[index].GetDouble();
    }

    /// <summary>WMO weather interpretation codes.</summary>
    private static string ConditionOf(int code, double wind) => code switch
    {
        45 or 48 => "foggy",
        (>= 71 and <= 77) or 85 or 86 => "snowy",
        >= 51 => "rainy",
        _ when wind >= Windy => "windy",
        <= 1 => "sunny",
        _ => "cloudy",
    };
}
