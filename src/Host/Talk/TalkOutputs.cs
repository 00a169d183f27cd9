using AgentHost.Audio;
using InteractionCore.Model;
using InteractionCore.Sessions;

namespace AgentHost.Talk;

/// <summary>Several outputs of one session.</summary>
internal sealed class TalkOutputs(params IReadOnlyList<ITalkOutput> outputs) : ITalkOutput
{
    public void Started(WavReader audio, ModelDescription model)
    {
        foreach (ITalkOutput output in outputs)
        {
            output.Started(audio, model);
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
