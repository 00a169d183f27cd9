using System.Globalization;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Sessions;

namespace AgentHost.Talk;

/// <summary>The timeline for people: a line per event; words of one speaker in a row stay together.</summary>
internal sealed class TextTimeline(TextWriter writer, ModelLayout layout) : ITalkOutput
{
    private const int LongestDetail = 160;

    /// <summary>Words of one side further apart than this begin a new line.</summary>
    private const long PhraseGapMs = 1_200;

    private string _phraseOf = "";
    private string _phrase = "";
    private long _phraseStartMs;
    private long _phraseEndMs;

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
                AddToPhrase("heard", heard.Text, heard.TimeMs);
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
        EndPhrase();
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
        if (of != _phraseOf || timeMs - _phraseEndMs > PhraseGapMs)
        {
            EndPhrase();
            (_phraseOf, _phraseStartMs) = (of, timeMs);
        }

        _phrase += text;
        _phraseEndMs = timeMs;
    }

    private void EndPhrase()
    {
        if (_phrase.Length > 0)
        {
            string phrase = _phrase.Trim();
            _phrase = "";
            Print(_phraseStartMs, _phraseOf, phrase);
        }

        _phraseOf = "";
    }

    private void WriteLine(long timeMs, string what, string detail)
    {
        EndPhrase();
        Print(timeMs, what, detail);
    }

    private void Print(long timeMs, string what, string detail) =>
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{timeMs / 1000.0,7:0.0} s  {what,-8} {detail}"));

    private static string Short(string? text)
    {
        string line = (text ?? "").ReplaceLineEndings(" ");
        return line.Length <= LongestDetail ? line : string.Concat(line.AsSpan(0, LongestDetail), "…");
    }
}
