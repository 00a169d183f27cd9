using InteractionCore.Model;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenAILive.Protocols;
using OpenAILive.Wire;

namespace OpenAILive;

/// <summary>
/// A model behind a protocol. A step hands the turn's sound over and takes what has arrived; it never waits for the network. Each session has
/// a connection of its own.
/// </summary>
/// <remarks>As a hosted service it waits at the host's end until all connections have said goodbye.</remarks>
internal sealed class RemoteModel(RemoteSettings settings, TimeProvider time, ILogger<RemoteConnection> logger) : IInteractionModel, IHostedService
{
    private readonly Lock _lock = new();
    private readonly List<Task> _connections = [];

    /// <summary>24 kHz both ways, which both protocols have.</summary>
    public ModelLayout Layout { get; } = new()
    {
        InputSampleRate = 24_000,
        InputSamplesPerTurn = 4_800,
        OutputSampleRate = 24_000,
        MaxTokensPerTurn = 64,
        MaxContextTokensPerTurn = 1,
    };

    public ModelDescription Description { get; } = new(settings.Model, $"a remote host ({settings.Address.GetLeftPart(UriPartial.Path)})", settings.Voice ?? "the remote's own", Speaks: true)
    {
        Voices = settings.Voice is { } voice ? [voice] : [],
    };

    public IModelSession CreateSession(ModelSessionOptions options)
    {
        string? voice = options.Voice ?? settings.Voice;
        IRemoteProtocol protocol = settings.Protocol is Protocol.Live ? new LiveProtocol(settings, voice) : new RealtimeProtocol(settings, voice);
        var line = new RemoteLine();
        var hangUp = new CancellationTokenSource();
        Task connection = Task.Run(() => new RemoteConnection(settings, protocol, line, time, logger).RunAsync(hangUp.Token), CancellationToken.None);
        Keep(connection);
        return new RemoteModelSession(Layout, line, hangUp);
    }

    public void Step(ReadOnlySpan<ModelTurn> turns)
    {
        foreach (ModelTurn turn in turns)
        {
            ((RemoteModelSession)turn.Session).Step(turn);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task[] connections;
        lock (_lock)
        {
            connections = [.. _connections];
        }

        await Task.WhenAll(connections).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        // Connections belong to their sessions.
    }

    private void Keep(Task connection)
    {
        lock (_lock)
        {
            _connections.RemoveAll(other => other.IsCompleted);
            _connections.Add(connection);
        }
    }
}
