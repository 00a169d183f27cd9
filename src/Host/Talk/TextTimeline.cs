using System.Globalization;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Sessions;

namespace AgentHost.Talk;

/// <summary>The timeline for people: a line per event; words of one speaker in a row stay together.</summary>
internal sealed class TextTimeline(TextWriter writer, ModelLayout layout) : ITalkOutput
{
    private const string Heard = "heard";
    private const int LongestDetail = 160;

    /// <summary>Words of one side further apart than this begin a new line.</summary>
    private const long PhraseGapMs = 1_200;

    /// <summary>A model may begin to answer before it has written the user's last word: words heard so soon after the others belong to them.</summary>
    private const long LateWordMs = 600;

    /// <summary>What was heard before the present phrase began, while words may still come late.</summary>
    private Phrase? _heard;

    private Phrase? _phrase;

    public void Started(ITalkSource source, ModelDescription model)
    {
        writer.WriteLine($"{source.Name} to {model.Name}, on {model.Device}");
        writer.WriteLine($"voice: {model.Voice}");
        writer.WriteLine();
    }

    public void Write(SessionEvent sessionEvent)
    {
        switch (sessionEvent)
        {
            case InputTranscript heard:
                AddToPhrase(Heard, heard.Text, heard.TimeMs);
                break;
            case OutputTranscript said:
                AddToPhrase(said.Backchannel ? "murmurs" : "says", said.Text, said.TimeMs);
                break;
            case OutputCleared cleared:
                WriteLine(cleared.TimeMs, "yields", "stops speaking; what was not played is dropped");
                break;
            case DelegationCreated created:
                WriteLine(created.TimeMs, "asks", $"[{created.DelegationId}] {created.Task}");
                break;
            case DelegationUpdated { Update.Words: { } words } transcribed:
                WriteLine(transcribed.TimeMs, "words", $"[{transcribed.DelegationId}] {Short(words)}");
                break;
            case DelegationUpdated { Update: { } update } updated when update.Tool is not null || update.Status is not DelegationStatus.Running:
                WriteLine(updated.TimeMs, update.Arguments is not null ? "calls" : update.Tool is not null ? "answer" : "task",
                    $"[{updated.DelegationId}] {update.Tool ?? update.Status.ToString().ToLowerInvariant()} {update.Arguments ?? Short(update.Detail)}");
                break;
            case Injected injected:
                WriteLine(injected.TimeMs, "injects", $"{injected.Kind.ToString().ToLowerInvariant()}: {Short(injected.Text)}");
                break;
            case UiPatched ui:
                WriteLine(ui.TimeMs, "card", Short(CardText.Of(ui.Ui)));
                break;
            case AppShown shown:
                WriteLine(shown.TimeMs, "page", Short(shown.App.Title ?? shown.App.SurfaceId));
                break;
        }
    }

    public void Ended(SessionSummary summary, bool live)
    {
        EndPhrases();
        TurnStatistics turns = summary.Turns;
        writer.WriteLine();
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{turns.Count} turns of {layout.TurnMilliseconds} ms: p50 {turns.Quantile(.5):0.0} ms, p99 {turns.Quantile(.99):0.0} ms, max {turns.MaxMs:0.0} ms{(live ? $", {turns.Late} late" : "")}"));
        if (summary.Detail is not null)
        {
            writer.WriteLine($"The session ended: {summary.Detail}");
        }
    }

    private void AddToPhrase(string of, string text, long timeMs)
    {
        if (_heard is { } heard && timeMs - heard.EndMs > LateWordMs)
        {
            Print(heard);
            _heard = null;
        }

        if (_heard is not null && of == _heard.Of)
        {
            _heard.Add(text, timeMs);
            return;
        }

        if (_phrase is { } last && (of != last.Of || timeMs - last.EndMs > PhraseGapMs))
        {
            if (last.Of == Heard && timeMs - last.EndMs <= LateWordMs)
            {
                (_heard, _phrase) = (last, null);
            }
            else
            {
                EndPhrases();
            }
        }

        _phrase ??= new Phrase(of, timeMs);
        _phrase.Add(text, timeMs);
    }

    private void EndPhrases()
    {
        Print(_heard);
        Print(_phrase);
        (_heard, _phrase) = (null, null);
    }

    private void WriteLine(long timeMs, string what, string detail)
    {
        EndPhrases();
        Print(timeMs, what, detail);
    }

    private void Print(Phrase? phrase)
    {
        if (phrase is not null)
        {
            Print(phrase.StartMs, phrase.Of, phrase.Text.Trim());
        }
    }

    private void Print(long timeMs, string what, string detail) =>
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{timeMs / 1000.0,7:0.0} s  {what,-8} {detail}"));

    private static string Short(string? text)
    {
        string line = (text ?? "").ReplaceLineEndings(" ");
        return line.Length <= LongestDetail ? line : string.Concat(line.AsSpan(0, LongestDetail), "…");
    }

    /// <summary>Words of one side in a row.</summary>
    private sealed class Phrase(string of, long startMs)
    {
        public string Of { get; } = of;

        public long StartMs { get; } = startMs;

        public long EndMs { get; private set; } = startMs;

        public string Text { get; private set; } = "";

        public void Add(string words, long timeMs) => (Text, EndMs) = (Text + words, timeMs);
    }
}
