using AgentHost.Testing;
using McpTools.Connections;
using McpTools.Links;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpTools.Tests.Servers;

/// <summary>A connection that runs for the length of a test, on a clock of the test's.</summary>
internal sealed class RunningConnection : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public RunningConnection(Func<IServerLink> open)
    {
        Connection = new ServerConnection("test", "test", TimeSpan.FromSeconds(25), open, Time, NullLogger.Instance);
        _running = Task.Run(() => Connection.RunAsync(_stop.Token));
    }

    public ManualTimeProvider Time { get; } = new();

    public ServerConnection Connection { get; }

    public IEnumerable<string> ToolNames => Connection.Current.Functions.Select(tool => tool.Name);

    public Task<ConnectionStatus> BecomesAsync(ConnectionState state) => WaitAsync(status => status.State == state);

    public async Task<ConnectionStatus> WaitAsync(Func<ConnectionStatus, bool> wanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await Connection.WaitAsync(wanted, patience.Token);
    }

    public async Task<object?> CallAsync(string tool, params (string Name, object? Value)[] arguments) =>
        await Connection.Current.Functions.Single(function => function.Name == tool)
            .InvokeAsync(new AIFunctionArguments(arguments.ToDictionary(argument => argument.Name, argument => argument.Value))).AsTask().WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running.WaitAsync(Patience));
    }
}
