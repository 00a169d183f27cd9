using System.Runtime.CompilerServices;
using AgentHost.Testing;
using InteractionCore.Delegation;
using InteractionCore.Model;
using InteractionCore.Sessions;
using McpTools.Connections;
using McpTools.Settings;
using McpTools.Tests.Links;
using Microsoft.Extensions.AI;

namespace McpTools.Tests.Field;

/// <summary>
/// A live session whose agent calls the tools a test names, on a server that is a process. The session's clock is the test's; the
/// server's is the world's.
/// </summary>
internal sealed class FieldSession : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly LiveSessionFixture _fixture;
    private readonly McpServers _servers;
    private readonly List<ToolAnswer> _answers;

    private FieldSession(LiveSessionFixture fixture, McpServers servers, LoopbackTransport client, SessionInput input, List<ToolAnswer> answers) =>
        (_fixture, _servers, Client, Input, _answers) = (fixture, servers, client, input, answers);

    public LoopbackTransport Client { get; }

    public SessionInput Input { get; }

    public ServerConnection Connection => _servers.Connections[0];

    public ManualTimeProvider Time => _fixture.Time;

    /// <summary>What the tools answered, in the order of the calls.</summary>
    public IReadOnlyList<ToolAnswer> Answers => _answers;

    /// <summary>A packaged server run by Node.js.</summary>
    public static async Task<StdioServerSettings> NodeAsync(string[] file, params string[] arguments)
    {
        string path = await NpmPackages.FileAsync(file);
        return new("field", "field", TimeSpan.FromSeconds(60), Secrets.None, NpmPackages.Node, [path, .. arguments], new Dictionary<string, string?>(), Path.GetTempPath());
    }

    /// <summary>The hostile server of these tests.</summary>
    public static Task<StdioServerSettings> HostileAsync(params string[] arguments) => OwnAsync(Repository.PathOf("tests", "McpTools.Tests", "Field", "hostile-server.mjs"), arguments);

    /// <summary>The server that asks, and brings a page.</summary>
    public static Task<StdioServerSettings> TownAsync(params string[] arguments) => OwnAsync(Repository.PathOf("tests", "Shared", "town-server.mjs"), arguments);

    private static async Task<StdioServerSettings> OwnAsync(string path, string[] arguments)
    {
        await NpmPackages.FileAsync();
        return new("field", "field", TimeSpan.FromSeconds(60), Secrets.None, NpmPackages.Node, [path, .. arguments], new Dictionary<string, string?>(), Path.GetTempPath());
    }

    public static async Task<FieldSession> StartAsync(ServerSettings server, params (string Tool, Dictionary<string, object?> Arguments)[] calls)
    {
        McpServers servers = StdioServerTests.Servers(server);
        await servers.StartAsync(CancellationToken.None);
        using var patience = new CancellationTokenSource(Patience);
        ConnectionStatus status = await servers.Connections[0].WaitAsync(status => status.State is not ConnectionState.Connecting, patience.Token);
        Assert.True(status.State is ConnectionState.Ready, status.Reason);

        var answers = new List<ToolAnswer>();
        var model = new ScriptedModel { Words = ["<ask>", "go", "<end>"] };
        model.OnTurn = turn =>
        {
            if (turn.Index == 0)
            {
                model.Write(turn, Lane.Delegate, "<ask>", SpanMark.Begin);
                model.Write(turn, Lane.Delegate, "go");
                model.Write(turn, Lane.Delegate, "<end>", SpanMark.End);
            }
        };
        var fixture = new LiveSessionFixture(model, new CallingAgent(calls, answers), options: null, servers.Connections[0]);
        (LoopbackTransport client, SessionInput input, _) = await fixture.ConnectAsync();
        return new FieldSession(fixture, servers, client, input, answers);
    }

    public async Task<T> RunUntilAsync<T>(Task<T> awaited)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!awaited.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            await _fixture.TurnAsync();
            await Task.WhenAny(awaited, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None));
        }

        return await awaited;
    }

    /// <summary>Runs to the task's end.</summary>
    public Task<DelegationUpdated> EndAsync() =>
        RunUntilAsync(Client.NextAsync<DelegationUpdated>(update => update.Update.Status is not InteractionCore.Injections.DelegationStatus.Running));

    public async ValueTask DisposeAsync()
    {
        await _fixture.DisposeAsync();
        await _servers.StopAsync(CancellationToken.None);
        _servers.Dispose();
    }

    private sealed class CallingAgent((string Tool, Dictionary<string, object?> Arguments)[] calls, List<ToolAnswer> answers) : IBackgroundAgent
    {
        public async IAsyncEnumerable<ChatResponseUpdate> RunAsync(AgentRun run, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (((string tool, Dictionary<string, object?> given), int index) in calls.Select((call, index) => (call, index)))
            {
                AIFunction function = run.Toolsets.Single().Functions.Single(function => function.Name == tool);
                var arguments = new AIFunctionArguments(given);
                yield return new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent($"c{index}", $"field_{tool}", given)]);
                object? result = await run.Gate!.InvokeAsync(new ToolCall($"c{index}", $"field_{tool}", function, arguments), token => function.InvokeAsync(arguments, token), cancellationToken);
                answers.Add(ToolAnswer.From(result));
                yield return new ChatResponseUpdate(ChatRole.Tool, [new FunctionResultContent($"c{index}", result)]);
            }

            yield return new ChatResponseUpdate(ChatRole.Assistant, "done");
        }
    }
}
