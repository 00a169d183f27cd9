using System.Threading.Channels;
using AgentHost.Eval.Client;
using AgentHost.Eval.Scenarios;

namespace AgentHost.Eval;

/// <summary>Who plays scenarios: several at once on one host in real time, or each on a host of its own on a virtual clock.</summary>
internal sealed class ScenarioPlayers
{
    private readonly Channel<LiveUser> _free;

    private ScenarioPlayers(IReadOnlyList<LiveUser> users)
    {
        Count = users.Count;
        _free = Channel.CreateBounded<LiveUser>(users.Count);
        foreach (LiveUser user in users)
        {
            _free.Writer.TryWrite(user);
        }
    }

    /// <summary>Scenarios at once.</summary>
    public int Count { get; }

    public static ScenarioPlayers OnOneHost(Uri address, int count, TimeProvider time) => new([.. Enumerable.Repeat(new LiveUser(address, gate: null, time), count)]);

    public static ScenarioPlayers OnSteppedHosts(IEnumerable<EvalHost> hosts, TimeProvider time) => new([.. hosts.Select(host => new LiveUser(host.Address, host.Gate, time))]);

    /// <exception cref="LiveClientException">There is no host, or it ends the session.</exception>
    public async Task<PlayedScenario> PlayAsync(LoadedScenario scenario, CancellationToken cancellationToken)
    {
        LiveUser user = await _free.Reader.ReadAsync(cancellationToken);
        try
        {
            return await user.PlayAsync(scenario, cancellationToken);
        }
        finally
        {
            _free.Writer.TryWrite(user);
        }
    }
}
