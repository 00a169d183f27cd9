using InteractionCore.Model;
using InteractionCore.Sessions;

namespace AgentHost.Talk;

/// <summary>Several outputs of one session.</summary>
internal sealed class TalkOutputs(params IReadOnlyList<ITalkOutput> outputs) : ITalkOutput
{
    public void Started(ITalkSource source, ModelDescription model)
    {
        foreach (ITalkOutput output in outputs)
        {
            output.Started(source, model);
        }
    }

    public void Hear(TimeSpan at, ReadOnlySpan<float> samples)
    {
        foreach (ITalkOutput output in outputs)
        {
            output.Hear(at, samples);
        }
    }

    public void Write(SessionEvent sessionEvent)
    {
        foreach (ITalkOutput output in outputs)
        {
            output.Write(sessionEvent);
        }
    }

    public void Ended(SessionSummary summary, bool live)
    {
        foreach (ITalkOutput output in outputs)
        {
            output.Ended(summary, live);
        }
    }
}
