using System.Globalization;
using InteractionCore.Model;
using InteractionCore.Sessions;

namespace AgentHost.Load;

/// <summary>Prints a load as it runs, and its verdict.</summary>
internal sealed class LoadReport(TextWriter writer, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    public void Begin(ModelDescription model, int most, TimeSpan hold) => Write(
        $"{model.Name}, on {model.Device}; {Environment.ProcessorCount} processors. Sessions are let in until the host refuses or there are {most}, then held for {hold.TotalSeconds:0} s. Ctrl+C stops.");

    public void Progress(LiveStatus status) => Write(
        $"{time.GetElapsedTime(_started).TotalSeconds,6:0} s  {status.Sessions,4} sessions  {status.Load,4:P0} of each turn used  p99 {status.Turns.P99Ms,6:0.0} ms  late {status.Turns.Late}{(status.Shedding is Shedding.Nothing ? "" : $"  leaves out: {status.Shedding}")}");

    public void End(ModelDescription model, LoadResult result)
    {
        TurnTimes turns = result.Turns;
        Write($"{result.Sessions} sessions together for {result.Held.TotalSeconds:0} s{(result.Stopped ? " (stopped)" : "")}: {turns.Count} turns, p50 {turns.P50Ms:0.0} ms, p99 {turns.P99Ms:0.0} ms, longest {turns.MaxMs:0.0} ms of {result.Budget.TotalMilliseconds:0} ms; {turns.Late} late");
        Write($"turns began within {turns.JitterP99Ms:0.0} ms of their time (p99; at worst {turns.JitterMaxMs:0.0} ms); processors {result.Processor:P0} busy with it; {result.BytesPerSession / 1e6:0.0} MB a session; cache {result.Cache.Positions} of {result.Cache.Capacity} positions");
        if (result.Refusal is { } refusal)
        {
            Write($"the next was refused: {refusal.Reason}");
        }

        Write(result switch
        {
            { Turns.Count: 0 } => "Verdict: none, for it was stopped before a turn was measured.",
            { InTime: true, Refusal: null, Stopped: false } => $"Verdict: this machine carries {result.Sessions} live sessions of {model.Name} and had room for more; ask for more with --sessions.",
            { InTime: true } => $"Verdict: this machine carries {result.Sessions} live sessions of {model.Name}.",
            _ => $"Verdict: {result.Sessions} live sessions of {model.Name} are too many for this machine as busy as it was: {turns.Late} turns were late. Stop what else runs, or set Interaction:MaxSessions lower.",
        });
    }

    private void Write(FormattableString line) => writer.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private void Write(string line) => writer.WriteLine(line);
}
