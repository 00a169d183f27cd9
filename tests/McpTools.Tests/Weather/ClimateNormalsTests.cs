using AgentHost.Samples.Weather;
using AgentHost.Testing;

namespace McpTools.Tests.Weather;

public sealed class ClimateNormalsTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Every_city_has_weather_in_everyday_words()
    {
        string[] words = ["sunny", "cloudy", "rainy", "snowy", "windy", "foggy"];
        for (int month = 0; month < 12; month++)
        {
            foreach (string city in ClimateNormals.KnownCities)
            {
                IReadOnlyList<DayWeather> days = await new ClimateNormals(_time).GetAsync(city, 7, CancellationToken.None);

                Assert.All(days, day => Assert.Contains(day.Condition, words));
                Assert.All(days, day => Assert.InRange(day.High, day.Low, 45));
                Assert.DoesNotContain(days, day => day is { Condition: "snowy", High: > 4 });
            }

            _time.Advance(TimeSpan.FromDays(30));
        }
    }

    [Fact]
    public async Task The_same_day_has_the_same_weather()
    {
        var normals = new ClimateNormals(_time);
        DayWeather tomorrow = (await normals.GetAsync("Paris ", 2, CancellationToken.None))[1];
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(tomorrow with { Day = "today" }, (await normals.GetAsync("paris", 1, CancellationToken.None))[0]);
    }

    [Theory]
    [InlineData("today", 21, "It is 21 degrees and sunny in paris.")]
    [InlineData("tomorrow", 15, "Tomorrow it will be 15 degrees and sunny in paris.")]
    [InlineData("monday", -4, "On monday it will be minus 4 degrees and sunny in paris.")]
    public void A_sentence_can_be_said_aloud(string day, int high, string sentence) =>
        Assert.Equal(sentence, Sentences.Of(new DayWeather("paris", day, "sunny", high, 3, "x")));
}
