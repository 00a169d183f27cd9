using AgentHost.Commands;
using AgentHost.Eval.Client;

namespace AgentHost.Eval;

/// <summary>The hosts of one run: one that serves all scenarios, or, on a virtual clock, one for each scenario that runs at once.</summary>
internal sealed class EvalHosts : IAsyncDisposable
{
    private readonly List<EvalHost> _all = [];

    public IReadOnlyList<EvalHost> All => _all;

    /// <exception cref="InteractionCore.Plugins.SetupException">The host is not there, or cannot be started.</exception>
    public async Task StartAsync(EvalOptions options, CancellationToken cancellationToken)
    {
        LogLevel level = options.Verbose ? LogLevel.Information : LogLevel.Error;
        for (int i = 0; i < (options.Fast ? options.Parallel : 1); i++)
        {
            _all.Add(options.Host is null
                ? await EvalHost.StartAsync(options.Plugins, options.Fast, level, cancellationToken)
                : await EvalHost.ConnectAsync(options.Host, cancellationToken));
        }
    }

    public ScenarioPlayers Players(EvalOptions options, TimeProvider time) =>
        options.Fast ? ScenarioPlayers.OnSteppedHosts(_all, time) : ScenarioPlayers.OnOneHost(_all[0].Address, options.Parallel, time);

    public async ValueTask DisposeAsync()
    {
        foreach (EvalHost host in _all)
        {
            await host.DisposeAsync();
        }
    }
}
