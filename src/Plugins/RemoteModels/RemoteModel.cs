using InteractionCore.Model;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RemoteModels;

/// <summary>
/// A model behind a protocol. A step hands the turn's sound over and takes what has arrived; it never waits for the network. Each session has
/// a connection of its own.
/// </summary>
/// <param name="speak">Makes the protocol of one session, with the voice its client asks for.</param>
/// <remarks>As a hosted service it waits at the host's end until all connections have said goodbye.</remarks>
internal sealed class RemoteModel(RemoteEndpoint endpoint, ModelDescription description, Func<string?, IRemoteProtocol> speak, TimeProvider time, ILogger<RemoteConnection> logger) : IInteractionModel, IHostedService
{
    private readonly Lock _lock = new();
    private readonly List<Task> _connections = [];

    /// <summary>24 kHz both ways, which all protocols have.</summary>
    public ModelLayout Layout { get; } = new()
    {
        InputSampleRate = 24_000,
        InputSamplesPerTurn = 4_800,
        OutputSampleRate = 24_000,
        MaxTokensPerTurn = 64,
        MaxContextTokensPerTurn = 1,
    };

    public ModelDescription Description => description;

    public IModelSession CreateSession(ModelSessionOptions options)
    {
        IRemoteProtocol protocol = speak(options.Voice);
        var line = new RemoteLine();
        var hangUp = new CancellationTokenSource();
        Task connection = Task.Run(() => new RemoteConnection(endpoint, protocol, line, time, logger).RunAsync(hangUp.Token), CancellationToken.None);
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
