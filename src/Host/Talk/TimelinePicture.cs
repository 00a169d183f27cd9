using System.Globalization;
using System.Xml;
using AgentHost.Audio;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Plugins;
using InteractionCore.Sessions;

namespace AgentHost.Talk;

/// <summary>
/// Draws a session's timeline as SVG when it ends: both voices' loudness, what was heard and said, and the agent's work between,
/// over the grid of turns.
/// </summary>
/// <param name="path">Where to write the picture.</param>
/// <param name="recording">The user's side, read a second time for its loudness.</param>
/// <param name="layout">The session's.</param>
/// <exception cref="SetupException">The picture cannot be written.</exception>
internal sealed class TimelinePicture(string path, string recording, ModelLayout layout) : ITalkOutput, IDisposable
{
    private const int LoudnessMs = 20;

    /// <summary>Words of one side further apart than this are drawn as phrases of their own.</summary>
    private const long PhraseGapMs = 900;

    private readonly FileStream _file = OutputFile.Create(path);
    private readonly List<Mark> _marks = [];
    private readonly Dictionary<string, int> _openCalls = new(StringComparer.Ordinal);
    private readonly List<float> _said = [];

    public void Started(ITalkSource source, ModelDescription model)
    {
    }

    public void Write(SessionEvent sessionEvent)
    {
        switch (sessionEvent)
        {
            case InputTranscript heard:
                AddWord(TimelineRow.Heard, heard.Text, heard.EndMs);
                break;
            case OutputTranscript said:
                AddWord(TimelineRow.Says, said.Text, said.StartMs);
                break;
            case AudioDelta audio:
                AddLoudness(audio);
                break;
            case OutputCleared cleared:
                _marks.Add(new Mark(TimelineRow.Says, cleared.TimeMs, cleared.TimeMs, "yields"));
                break;
            case DelegationCreated created:
                _openCalls[created.DelegationId] = _marks.Count;
                _marks.Add(new Mark(TimelineRow.Asks, created.TimeMs, created.TimeMs, created.Task));
                break;
            case DelegationUpdated { Update: { Status: not DelegationStatus.Running } } ended:
                End(ended.DelegationId, ended.TimeMs);
                break;
            case DelegationUpdated { Update: { Tool: { } tool, Arguments: { } arguments } } called:
                _openCalls[called.DelegationId + tool] = _marks.Count;
                _marks.Add(new Mark(TimelineRow.Calls, called.TimeMs, called.TimeMs, $"{tool} {arguments}"));
                break;
            case DelegationUpdated { Update.Tool: { } tool } answered:
                End(answered.DelegationId + tool, answered.TimeMs);
                break;
            case Injected injected:
                _marks.Add(new Mark(TimelineRow.Injects, injected.TimeMs, injected.TimeMs, $"{injected.Kind.ToString().ToLowerInvariant()}: {injected.Text}"));
                break;
            case UiPatched ui:
                _marks.Add(new Mark(TimelineRow.Cards, ui.TimeMs, ui.TimeMs, CardText.Of(ui.Ui)));
                break;
        }
    }

    /// <summary>Draws what a test expected.</summary>
    public void Expect(long startMs, long endMs, string text) => _marks.Add(new Mark(TimelineRow.Expected, startMs, endMs, text));

    public void Ended(SessionSummary summary, bool live)
    {
        List<float> user = UserLoudness();
        // A host of another make does not tell its turns.
        bool counted = summary.Turns.Count > 0;
        long durationMs = counted ? summary.Turns.Count * layout.TurnMilliseconds : LoudnessMs * Math.Max(user.Count, _said.Count);
        var drawing = new TimelineDrawing(durationMs, layout.TurnMilliseconds);
        using var writer = XmlWriter.Create(_file, new XmlWriterSettings { Indent = true });
        drawing.Write(writer, user, _said, LoudnessMs, _marks, !counted ? "" : string.Create(CultureInfo.InvariantCulture,
            $"{summary.Turns.Count} turns of {layout.TurnMilliseconds} ms, p50 {summary.Turns.Quantile(.5):0.0} ms, p99 {summary.Turns.Quantile(.99):0.0} ms{(live ? $", {summary.Turns.Late} late" : ", not in real time")}"));
    }

    public void Dispose() => _file.Dispose();

    private void AddWord(TimelineRow row, string text, long timeMs)
    {
        int last = _marks.FindLastIndex(mark => mark.Row == row);
        if (last >= 0 && _marks[last] is { } phrase && timeMs - phrase.EndMs <= PhraseGapMs && phrase.Text != "yields")
        {
            _marks[last] = phrase with { EndMs = timeMs, Text = phrase.Text + text };
        }
        else
        {
            _marks.Add(new Mark(row, timeMs, timeMs, text.TrimStart()));
        }
    }

    private void End(string call, long timeMs)
    {
        if (_openCalls.Remove(call, out int index))
        {
            _marks[index] = _marks[index] with { EndMs = timeMs };
        }
    }

    private void AddLoudness(AudioDelta audio)
    {
        int first = (int)(audio.StartMs / LoudnessMs);
        while (_said.Count < first)
        {
            _said.Add(0);
        }

        int window = layout.OutputSampleRate * LoudnessMs / 1_000;
        ReadOnlySpan<float> samples = audio.Chunk.Samples;
        for (int start = 0; start < samples.Length; start += window)
        {
            _said.Add(Loudness(samples.Slice(start, Math.Min(window, samples.Length - start))));
        }
    }

    private List<float> UserLoudness()
    {
        using WavReader audio = WavReader.Open(recording);
        List<float> loudness = [];
        var block = new float[Math.Max(1, audio.SampleRate * LoudnessMs / 1_000)];
        for (int count = audio.Read(block); count > 0; count = audio.Read(block))
        {
            loudness.Add(Loudness(block.AsSpan(0, count)));
        }

        return loudness;
    }

    private static float Loudness(ReadOnlySpan<float> samples)
    {
        float loudest = 0;
        foreach (float sample in samples)
        {
            loudest = Math.Max(loudest, Math.Abs(sample));
        }

        return loudest;
    }
}

/// <summary>A line of the picture, top to bottom.</summary>
internal enum TimelineRow
{
    User,
    Heard,
    Asks,
    Calls,
    Cards,
    Injects,
    Says,
    Voice,
    Expected,
}

/// <summary>Something on a row: from when to when, and what it says.</summary>
internal sealed record Mark(TimelineRow Row, long StartMs, long EndMs, string Text);
