using System.Globalization;

namespace AgentHost.Samples.Weather;

/// <summary>
/// Weather as it usually is: a city's monthly means, with a variation from day to day that depends on city and date alone. Needs no
/// network, and gives the same answer all day.
/// </summary>
internal sealed class ClimateNormals(TimeProvider time) : IWeatherSource
{
    public const string Source = "climate normals, not a live forecast";

    /// <summary>January to December: mean daily high and low in °C, and the typical condition.</summary>
    private static readonly SortedDictionary<string, Normals> Cities = new(StringComparer.OrdinalIgnoreCase)
    {
        ["barcelona"] = new("14 15 17 19 22 26 29 29 26 22 17 15", "5 6 8 10 13 17 20 20 17 13 9 6", "SSSCSSSSCCSS"),
        ["beijing"] = new("2 6 13 21 27 31 31 30 26 19 10 4", "-8 -5 1 8 14 19 22 21 15 8 0 -6", "SSWWSSRSSSSS"),
        ["berlin"] = new("3 5 9 15 20 23 25 25 20 14 8 4", "-2 -1 1 5 9 13 15 14 11 6 3 -1", "CCCCSSSSCCFC"),
        ["boston"] = new("3 4 8 13 19 24 28 27 23 16 11 6", "-5 -4 0 5 11 16 19 19 15 9 4 -2", "NNWCSSSSSSCC"),
        ["cairo"] = new("19 21 24 28 32 34 35 35 33 30 25 20", "9 10 12 15 18 21 22 23 21 18 14 10", "SSSSSSSSSSSS"),
        ["chicago"] = new("0 2 9 15 22 27 29 28 24 17 9 2", "-8 -6 -1 5 10 16 19 18 14 7 1 -5", "NNWWSSSSSWCN"),
        ["delhi"] = new("20 24 30 37 40 39 35 34 34 33 28 22", "7 10 15 21 26 28 27 26 25 19 12 8", "FSSSSSRRSSSF"),
        ["dublin"] = new("8 8 10 12 15 18 20 19 17 13 10 8", "2 2 3 4 7 9 11 11 9 7 4 3", "RCCCCCCCCRRR"),
        ["lisbon"] = new("15 16 19 20 23 26 28 29 27 23 18 15", "8 9 11 12 14 17 18 19 18 15 12 9", "RCSSSSSSSSRR"),
        ["london"] = new("8 9 11 14 18 21 23 23 20 15 11 8", "2 2 4 5 8 11 14 13 11 8 5 3", "CCCCSSSCCRRC"),
        ["madrid"] = new("10 12 16 18 23 29 33 32 27 20 14 10", "3 4 6 8 12 17 20 19 16 11 6 3", "SSSSSSSSSSCS"),
        ["moscow"] = new("-4 -3 3 12 19 22 25 23 16 9 1 -3", "-9 -9 -4 3 9 13 15 13 8 3 -3 -7", "NNCCSSSSCRCN"),
        ["munich"] = new("3 5 9 14 18 22 24 24 19 14 8 4", "-3 -3 0 4 8 12 14 13 10 5 1 -2", "NNCCCSSSCFCN"),
        ["new york"] = new("4 6 10 17 22 27 30 29 25 18 12 7", "-3 -2 2 7 13 18 21 20 17 11 5 0", "SCCCSSSSSSCC"),
        ["oslo"] = new("0 1 5 11 17 21 23 21 16 9 4 0", "-5 -5 -2 2 7 11 13 12 8 4 0 -4", "NNCCSSSCCRCN"),
        ["paris"] = new("7 8 12 16 20 23 25 25 21 16 11 8", "3 3 5 7 11 14 16 16 13 10 6 3", "CCCCCSSSSCRC"),
        ["rome"] = new("12 13 16 19 24 28 31 31 27 22 17 13", "3 4 6 9 13 17 20 20 17 12 8 4", "SCSCSSSSSSRR"),
        ["seattle"] = new("8 10 12 15 19 22 26 26 22 16 11 8", "3 3 4 6 9 12 14 14 12 8 5 3", "RRRCCCSSSRRR"),
        ["sydney"] = new("27 27 25 23 20 18 17 19 21 23 24 26", "20 20 18 15 12 10 9 9 12 14 16 18", "SSRRCRSSSSSS"),
        ["tokyo"] = new("10 11 14 19 24 26 30 31 27 22 17 12", "1 2 5 10 15 19 23 24 21 15 9 4", "SSSSSRSSRSSS"),
        ["toronto"] = new("-1 0 5 12 19 24 27 26 22 14 8 2", "-7 -6 -2 4 10 15 18 17 13 7 2 -3", "NNCCSSSSSCCN"),
        ["vienna"] = new("3 6 11 16 21 24 27 26 21 15 8 4", "-2 -1 3 7 11 15 17 16 12 7 3 -1", "CCWCSSSSSCFC"),
    };

    public static IEnumerable<string> KnownCities => Cities.Keys;

    public Task<IReadOnlyList<DayWeather>> GetAsync(string city, int days, CancellationToken cancellationToken)
    {
        city = city.Trim().ToLowerInvariant();
        if (!Cities.TryGetValue(city, out Normals? normals))
        {
            throw new WeatherException($"I know no climate normals for '{city}'. The cities I know: {string.Join(", ", KnownCities)}.");
        }

        var today = DateOnly.FromDateTime(time.GetLocalNow().DateTime);
        return Task.FromResult<IReadOnlyList<DayWeather>>([.. Enumerable.Range(0, days).Select(offset => OfDay(city, normals, today.AddDays(offset), today))]);
    }

    private static DayWeather OfDay(string city, Normals normals, DateOnly date, DateOnly today)
    {
        uint chance = Chance(city, date);
        int warmer = (int)(chance % 7) - 3;
        int high = normals.Highs[date.Month - 1] + warmer;
        int low = normals.Lows[date.Month - 1] + warmer;
        string condition = (chance / 7 % 5) switch
        {
            0 => "cloudy",
            1 => "sunny",
            _ => normals.Conditions[date.Month - 1],
        };
        // Snow needs cold, and cold rain is snow.
        condition = condition switch
        {
            "snowy" when high > 4 => "rainy",
            "rainy" when high < 1 => "snowy",
            _ => condition,
        };
        return new DayWeather(city, Sentences.NameOf(date, today), condition, high, low, Source);
    }

    /// <summary>FNV-1a over city and date: string.GetHashCode differs from process to process.</summary>
    private static uint Chance(string city, DateOnly date) =>
        string.Create(CultureInfo.InvariantCulture, $"{city} {date:yyyy-MM-dd}").Aggregate(2_166_136_261u, (hash, letter) => (hash ^ letter) * 16_777_619u);

    private sealed class Normals(string highs, string lows, string conditions)
    {
        public int[] Highs { get; } = Numbers(highs);

        public int[] Lows { get; } = Numbers(lows);

        public string[] Conditions { get; } = [.. conditions.Select(letter => letter switch
        {
            'S' => "sunny",
            'C' => "cloudy",
            'R' => "rainy",
            'N' => "snowy",
            'W' => "windy",
            _ => "foggy",
        })];

        private static int[] Numbers(string months) => [.. months.Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
    }
}
