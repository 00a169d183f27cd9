using System.Globalization;
using AgentHost.Testing;
using AgentHost.Tests.Dialects;
using InteractionCore.Model;
using OpenAILive.Tests.Hosts;

namespace OpenAILive.Tests;

/// <summary>The network between this host and the remote breaks.</summary>
public sealed class LostRemoteTests
{
    /// <summary>Says the number of each turn.</summary>
    private readonly ScriptedModel _model = new() { Layout = ScriptedHost.QuickLayout };

    public LostRemoteTests() => _model.OnTurn = turn => turn.Write(new LaneToken(Lane.Say, (int)turn.Index, OffsetMs: 0));

    [Fact]
    public async Task A_connection_that_breaks_is_made_again_and_nothing_is_lost_or_said_twice()
    {
        const int Losses = 8;
        await using ScriptedHost remote = await ScriptedHost.StartAsync(_model);
        await using BadNetwork network = await BadNetwork.StartAsync(remote.Address);
        await using ScriptedHost local = await Pair.LocalAsync(network.Address);
        (WireClient client, _) = await WireClient.StartLiveAsync(local);
        var said = new List<int>();

        for (int loss = 0; loss < Losses; loss++)
        {
            await ReadAsync(client, said, count: said.Count + 20);
            network.Cut();
        }

        await ReadAsync(client, said, count: said.Count + 50);
        Assert.Equal(Enumerable.Range(said[0], said.Count), said);
        Assert.Equal(1, remote.Host.Count);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task What_is_injected_meanwhile_arrives_once()
    {
        await using ScriptedHost remote = await ScriptedHost.StartAsync(_model);
        await using BadNetwork network = await BadNetwork.StartAsync(remote.Address);
        await using ScriptedHost local = await Pair.LocalAsync(network.Address);
        (WireClient client, _) = await WireClient.StartLiveAsync(local);
        await ReadAsync(client, [], count: 10);

        network.IsDown = true;
        network.Cut();
        await client.SendAsync("""{"type":"session.commentary.append","content":"meanwhile","delegation_id":null}""");
        await client.NextAsync("session.commentary.appended");
        network.IsDown = false;

        await ScriptedHost.UntilAsync(() => _model.Sessions[0].Injected.Count > 0);
        Assert.Equal(["meanwhile"], _model.Sessions[0].Injected);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_remote_that_does_not_come_back_ends_the_session()
    {
        await using ScriptedHost remote = await ScriptedHost.StartAsync(_model);
        await using BadNetwork network = await BadNetwork.StartAsync(remote.Address);
        await using ScriptedHost local = await Pair.LocalAsync(network.Address, change: settings => settings with { Reconnect = TimeSpan.FromSeconds(1) });
        (WireClient client, _) = await WireClient.StartLiveAsync(local);
        await ReadAsync(client, [], count: 10);

        network.IsDown = true;
        network.Cut();
        string reason = (await client.NextAsync("error")).GetProperty("error").GetProperty("message").GetString()!;

        Assert.Contains("is lost", reason, StringComparison.Ordinal);
        Assert.Contains("not there again within 1 s ('reconnectSeconds')", reason, StringComparison.Ordinal);
        Assert.Contains("HTTP 503", reason, StringComparison.Ordinal);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Over_a_network_with_jitter_and_a_stall_all_is_said_in_order()
    {
        await using ScriptedHost remote = await ScriptedHost.StartAsync(_model);
        await using BadNetwork network = await BadNetwork.StartAsync(remote.Address);
        network.Jitter = TimeSpan.FromMilliseconds(300);
        await using ScriptedHost local = await Pair.LocalAsync(network.Address);
        (WireClient client, _) = await WireClient.StartLiveAsync(local);
        var said = new List<int>();

        await ReadAsync(client, said, count: 50);
        network.Stall(TimeSpan.FromSeconds(2));
        await ReadAsync(client, said, count: 300);

        Assert.Equal(Enumerable.Range(said[0], said.Count), said);
        await client.DisposeAsync();
    }

    private static async Task ReadAsync(WireClient client, List<int> said, int count)
    {
        while (said.Count < count)
        {
            string words = (await client.NextAsync("session.output_transcript.delta")).GetProperty("delta").GetString()!;
            said.AddRange(words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => int.Parse(word, CultureInfo.InvariantCulture)));
        }
    }
}
