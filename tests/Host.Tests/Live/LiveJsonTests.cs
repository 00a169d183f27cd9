using System.Text;
using AgentHost.Dialects;
using AgentHost.Dialects.Live;

namespace AgentHost.Tests.Live;

public sealed class LiveJsonTests
{
    [Fact]
    public void An_event_is_read_whatever_the_order_of_its_fields()
    {
        var start = Assert.IsType<SessionStart>(Read(
            """{"session":{"model":"m","audio":{"format":{"rate":16000,"type":"audio/pcm"}},"delegation":{"type":"client"}},"event_id":"e1","type":"session.start"}"""));

        Assert.Equal(("e1", "m", 16_000, "client"), (start.EventId, start.Session.Model, start.Session.Audio!.Format!.Rate, start.Session.Delegation!.Type));
    }

    [Theory]
    [InlineData("""{"type":"session.dance"}""", "session.input_audio.append")]
    [InlineData("""{"audio":"AAAA"}""", "session.input_audio.append")]
    [InlineData("""{"type":"session.close","speed":2}""", "'speed'")]
    [InlineData("""{"type":"session.input_audio.append"}""", "'audio'")]
    [InlineData("""{"type":"session.input_audio.append","audio":7}""", "$.audio")]
    [InlineData("null", "not null")]
    [InlineData("not json", "is an invalid JSON literal")]
    public void What_is_wrong_with_an_event_is_explained(string json, string part) =>
        Assert.Contains(part, Assert.Throws<ProtocolException>(() => Read(json)).Message, StringComparison.Ordinal);

    private static ClientEvent Read(string json) => LiveJson.Read(Encoding.UTF8.GetBytes(json));
}
