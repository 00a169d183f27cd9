using AgentHost.Audio;
using AgentHost.Eval.Client;
using AgentHost.Eval.Scenarios;
using AgentHost.Talk;
using InteractionCore.Model;
using InteractionCore.Plugins;
using InteractionCore.Sessions;

namespace AgentHost.Eval.Reports;

/// <summary>
/// Draws sessions as the talk command does, on the client's clock: what the microphone sent, and the host's events at the times at
/// which they were heard.
/// </summary>
internal sealed class ScenarioPictures
{
    /// <summary>The grid; sample rates are the wire's.</summary>
    private static readonly ModelLayout Layout = new()
    {
        InputSampleRate = LiveClient.SampleRate,
        InputSamplesPerTurn = LiveClient.SampleRate / 5,
        OutputSampleRate = LiveClient.SampleRate,
        MaxTokensPerTurn = 1,
        MaxContextTokensPerTurn = 1,
    };

    private readonly string _folder;
    private readonly bool _live;

    /// <param name="folder">Where the pictures go.</param>
    /// <param name="live">Whether the sessions ran in real time.</param>
    /// <exception cref="SetupException">The folder cannot be made.</exception>
    public ScenarioPictures(string folder, bool live = true)
    {
        _live = live;
        try
        {
            _folder = Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SetupException($"--pictures '{folder}' cannot be made: {exception.Message}", exception);
        }
    }

    /// <summary>Writes suite-name.svg. Thread-safe for different scenarios.</summary>
    public void Draw(PlayedScenario played)
    {
        string path = Path.Combine(_folder, played.Scenario.Name.Replace('/', '-')), recording = path + ".user.wav";
        try
        {
            using (var wav = new WavWriter(recording, ScenarioFile.SampleRate))
            {
                wav.Write(0, played.Sent);
            }

            using var picture = new TimelinePicture(path + ".svg", recording, Layout);
            Playback playback = ConversationLog.Play(played.Events);
            foreach (SessionEvent heard in played.Events.Select(received => AsHeard(received, playback)).OfType<SessionEvent>())
            {
                picture.Write(heard);
            }

            foreach (ExpectedMark mark in ExpectedMark.Of(played.Scenario, played.Conversation))
            {
                picture.Expect(mark.StartMs, mark.EndMs, mark.Text);
            }

            picture.Ended(new SessionSummary(CloseReason.ClientLeft, null, played.Conversation.Turns), _live);
        }
        finally
        {
            File.Delete(recording);
        }
    }

    private static SessionEvent? AsHeard(ReceivedEvent received, Playback playback) => received.Event switch
    {
        AudioDelta audio => playback.HeardAt(audio.StartMs, audio.TimeMs) is { } heard ? audio with { StartMs = heard } : null,
        OutputTranscript said => playback.HeardAt(said.StartMs, said.TimeMs) is { } heard ? said with { StartMs = heard } : null,
        var other => other,
    };
}
