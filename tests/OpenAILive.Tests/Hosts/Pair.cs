using System.Runtime.CompilerServices;
using AgentHost.Testing;
using AgentHost.Tests.Dialects;
using InteractionCore.Delegation;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace OpenAILive.Tests.Hosts;

/// <summary>Two hosts: this one, whose model is remote, and the remote one, whose model does what the test says.</summary>
internal sealed class Pair(ScriptedHost remote, ScriptedHost local, ScriptedModel model) : IAsyncDisposable
{
    public ScriptedHost Remote => remote;

    public ScriptedHost Local => local;

    /// <summary>The remote's model.</summary>
    public ScriptedModel Model => model;

    public static async Task<Pair> StartAsync(ScriptedModel model, IBackgroundAgent? agent = null, Func<RemoteSettings, RemoteSettings>? change = null, int maxSessions = 1_000, IBackgroundAgent? remoteAgent = null)
    {
        ScriptedHost remote = await ScriptedHost.StartAsync(model, remoteAgent, maxSessions: maxSessions);
        return new Pair(remote, await LocalAsync(remote.Address, agent, change), model);
    }

    /// <summary>A host whose model is at an address.</summary>
    public static Task<ScriptedHost> LocalAsync(Uri remote, IBackgroundAgent? agent = null, Func<RemoteSettings, RemoteSettings>? change = null) =>
        ScriptedHost.StartAsync(ModelAt(remote, change), agent);

    public static RemoteModel ModelAt(Uri remote, Func<RemoteSettings, RemoteSettings>? change = null)
    {
        var settings = new RemoteSettings { Address = new Uri(remote, "/v1/live/sessions"), Model = "m", Additions = true };
        return OpenAIModel.Create(change?.Invoke(settings) ?? settings, TimeProvider.System, NullLogger<RemoteConnection>.Instance);
    }

    /// <summary>A session of the client's with this host, and through it with the remote.</summary>
    public async Task<WireClient> ConnectAsync(string session = """{"extensions":["playback","delegations"]}""")
    {
        (WireClient client, _) = await WireClient.StartLiveAsync(local, session);
        await remote.SessionsAsync(1);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await local.DisposeAsync();
        await remote.DisposeAsync();
    }
}

/// <summary>An agent that answers what a function makes of the request.</summary>
internal sealed class AnsweringAgent(Func<string, CancellationToken, Task<string>> answer) : IBackgroundAgent
{
    public AnsweringAgent(Func<string, string> answer)
        : this((task, _) => Task.FromResult(answer(task)))
    {
    }

    public async IAsyncEnumerable<ChatResponseUpdate> RunAsync(AgentRun run, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return new ChatResponseUpdate(ChatRole.Assistant, await answer(run.Transcript[^1].Text, cancellationToken));
    }
}
