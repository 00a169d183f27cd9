using InteractionCore.Model;
using InteractionCore.Sessions;

namespace AgentHost.Talk;

/// <summary>Shows a session's timeline while it happens. Called by one thread at a time.</summary>
internal interface ITalkOutput
{
    void Started(ITalkSource source, ModelDescription model);

    /// <summary>What the user says, as it is handed over. Called by another thread than the rest.</summary>
    void Hear(TimeSpan at, ReadOnlySpan<float> samples)
    {
    }

    void Write(SessionEvent sessionEvent);

    /// <param name="live">Whether turns kept real time, so that lateness means something.</param>
    void Ended(SessionSummary summary, bool live);
}
