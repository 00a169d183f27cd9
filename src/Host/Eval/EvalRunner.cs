using AgentHost.Eval.Client;
using AgentHost.Eval.Reports;
using AgentHost.Eval.Scenarios;

namespace AgentHost.Eval;

/// <summary>Plays scenario files to a host and judges what happened; one that fails costs the others nothing.</summary>
internal sealed class EvalRunner(ScenarioPlayers players, TextWriter progress, ScenarioPictures? pictures)
{
    private readonly Lock _lock = new();
    private readonly List<ScenarioResult> _results = [];

    /// <summary>What has ended so far, in the order of names; complete when the run is.</summary>
    public IReadOnlyList<ScenarioResult> Results
    {
        get
        {
            lock (_lock)
            {
                return [.. _results.OrderBy(result => result.Name, StringComparer.Ordinal)];
            }
        }
    }

    public Task RunAsync(IReadOnlyList<string> files, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = players.Count, CancellationToken = cancellationToken },
            async (file, cancelled) => Add(await RunAsync(file, cancelled), files.Count));

    private async ValueTask<ScenarioResult> RunAsync(string file, CancellationToken cancellationToken)
    {
        string suite = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file))!), name = $"{suite}/{Path.GetFileNameWithoutExtension(file)}";
        try
        {
            LoadedScenario scenario = ScenarioFile.Load(file);
            PlayedScenario played = await players.PlayAsync(scenario, cancellationToken);
            pictures?.Draw(played);
            return ScenarioResult.Of(played, scenario.Suite.Judge(scenario, played.Conversation));
        }
        catch (ScenarioException exception)
        {
            return ScenarioResult.Failed(suite, name, $"{file}: {exception.Message}");
        }
        catch (LiveClientException exception)
        {
            return ScenarioResult.Failed(suite, name, exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The others run all the same; this one tells what it met.
            return ScenarioResult.Failed(suite, name, exception.ToString());
        }
    }

    private void Add(ScenarioResult result, int of)
    {
        lock (_lock)
        {
            _results.Add(result);
            string score = result.Error is not null ? "FAILED" : result.Score is { } value ? FormattableString.Invariant($"{value,6:0.00}") : "     -";
            progress.WriteLine(FormattableString.Invariant($"{_results.Count,4}/{of}  {result.Name,-22} {score}  {result.Error ?? result.Note}"));
        }
    }
}
