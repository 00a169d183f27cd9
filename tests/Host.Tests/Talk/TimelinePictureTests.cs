using System.Xml.Linq;
using AgentHost.Talk;
using AgentHost.Testing;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Plugins;
using InteractionCore.Sessions;

namespace AgentHost.Tests.Talk;

public sealed class TimelinePictureTests : IDisposable
{
    private static readonly ModelLayout Layout = new()
    {
        InputSampleRate = 16_000,
        InputSamplesPerTurn = 3_200,
        OutputSampleRate = 24_000,
        MaxTokensPerTurn = 16,
        MaxContextTokensPerTurn = 4,
    };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Words_of_a_phrase_stay_together_and_a_pause_begins_another()
    {
        string[] texts = Draw(
            new InputTranscript(1_000, " what", 900),
            new InputTranscript(1_200, " time", 1_150),
            new InputTranscript(4_000, " hello", 3_950));

        Assert.Contains("what time", texts);
        Assert.Contains("hello", texts);
    }

    [Fact]
    public void The_agents_work_and_its_answer_are_drawn_as_text_not_as_markup()
    {
        string[] texts = Draw(
            new DelegationCreated(1_000, "d1", "weather in <other>"),
            new DelegationUpdated(1_200, "d1", new DelegationUpdate(DelegationStatus.Running, "weather_get_weather", """{"city":"paris"}""")),
            new DelegationUpdated(1_400, "d1", new DelegationUpdate(DelegationStatus.Completed)),
            new Injected(1_600, InjectionKind.Result, "it is sunny", "d1"));

        Assert.Contains("weather in <other>", texts);
        Assert.Contains("""weather_get_weather {"city":"paris"}""", texts);
        Assert.Contains("result: it is sunny", texts);
    }

    [Fact]
    public void A_picture_that_cannot_be_written_is_refused_before_the_session()
    {
        string path = Path.Combine(_folder.Path, "nowhere", "timeline.svg");

        var exception = Assert.Throws<SetupException>(() => new TimelinePicture(path, "", Layout));

        Assert.StartsWith($"{path} cannot be written", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string[] Draw(params SessionEvent[] events)
    {
        string path = Path.Combine(_folder.Path, "timeline.svg");
        using (var picture = new TimelinePicture(path, Repository.PathOf("samples", "audio", "weather.wav"), Layout))
        {
            foreach (SessionEvent sessionEvent in events)
            {
                picture.Write(sessionEvent);
            }

            picture.Ended(new SessionSummary(CloseReason.ClientLeft, null, new TurnStatistics()), live: true);
        }

        return [.. XDocument.Load(path).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
    }
}
