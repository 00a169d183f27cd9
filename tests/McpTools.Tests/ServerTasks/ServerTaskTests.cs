using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using McpTools.Connections;
using McpTools.Links;
using McpTools.Settings;
using McpTools.Tests.Links;
using McpTools.Tests.Servers;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpTools.Tests.ServerTasks;

/// <summary>Calls that the server works on as tasks, on a server of the SDK.</summary>
public sealed class ServerTaskTests
{
    private const string Done = """{ "status": "completed", "result": { "content": [ { "type": "text", "text": "a coin" } ] } }""";

    [Fact]
    public async Task A_tasks_result_is_the_calls_result()
    {
        var tool = new TaskTool("""{ "status": "working" }""", Done);
        await using var running = new RunningConnection(() => new SdkServer(tool.Options));

        Assert.Equal("a coin", await FinishAsync(running, await CallAsync(running, new Watcher())));
        Assert.Equal(2, tool.Count("tasks/get"));
    }

    [Fact]
    public async Task A_task_is_asked_for_as_often_as_its_server_wants()
    {
        var tool = new TaskTool(Done);
        await using var running = new RunningConnection(() => new SdkServer(tool.Options));
        Task<object?> call = await CallAsync(running, new Watcher());

        await WhileAsync(() => tool.Asked.IsEmpty);
        running.Time.Advance(TimeSpan.FromSeconds(2.9));
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);

        Assert.Equal(0, tool.Count("tasks/get"));
        await FinishAsync(running, call);
    }

    [Fact]
    public async Task What_a_task_says_of_itself_is_progress_and_said_once()
    {
        var tool = new TaskTool("""{ "status": "working", "statusMessage": "digging" }""", """{ "status": "working", "statusMessage": "digging" }""", """{ "status": "working", "statusMessage": "deeper" }""", Done);
        await using var running = new RunningConnection(() => new SdkServer(tool.Options));
        var user = new Watcher();

        await FinishAsync(running, await CallAsync(running, user));

        Assert.Equal(["at work", "digging", "deeper"], user.Told.Select(progress => progress.ToString()));
        Assert.True(user.MayTakeLonger);
    }

    [Fact]
    public async Task What_a_task_asks_is_asked_once_and_its_answer_brought()
    {
        const string asks = """
            { "status": "input_required", "inputRequests": { "depth": { "method": "elicitation/create", "params": {
              "mode": "form", "message": "How deep?", "requestedSchema": { "type": "object", "properties": { "metres": { "type": "integer" } } } } } } }
            """;
        var tool = new TaskTool(asks, asks, Done);
        await using var running = new RunningConnection(() => new SdkServer(tool.Options));
        var user = new Watcher { Answer = UserAnswer.Accepted with { Values = new Dictionary<string, JsonElement> { ["metres"] = JsonSerializer.SerializeToElement(3) } } };

        await FinishAsync(running, await CallAsync(running, user));

        Assert.Equal(["How deep?"], user.Asked.Select(question => question.Message));
        JsonNode answer = tool.Asked.Single(asked => asked.Method == "tasks/update").Parameters!["inputResponses"]!["depth"]!;
        Assert.Equal(("accept", 3), (answer["action"]!.GetValue<string>(), answer["content"]!["metres"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_call_that_is_taken_back_takes_its_task_back()
    {
        var tool = new TaskTool("""{ "status": "working" }""");
        await using var running = new RunningConnection(() => new SdkServer(tool.Options));
        using var cancel = new CancellationTokenSource();
        Task<object?> call = await CallAsync(running, new Watcher(), cancel.Token);
        await WhileAsync(() => tool.Asked.IsEmpty);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(RunningConnection.Patience));
        await tool.CancelAsked.Task.WaitAsync(RunningConnection.Patience);
        Assert.Equal(TaskTool.Id, tool.Asked.Single(asked => asked.Method == "tasks/cancel").Parameters!["taskId"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{ "status": "failed", "error": { "code": -32603, "message": "the spade broke" } }""", "its task failed: the spade broke")]
    [InlineData("""{ "status": "cancelled", "statusMessage": "it rains" }""", "the server gave its task up: it rains")]
    [InlineData("""{ "status": "asleep" }""", "its task has the status 'asleep', which MCP does not have.")]
    [InlineData("""{ "status": 7 }""", "its task has the status '', which MCP does not have.")]
    public async Task A_task_that_comes_to_nothing_says_why(string state, string why)
    {
        var tool = new TaskTool(state);
        await using var running = new RunningConnection(() => new SdkServer(tool.Options));

        Task<object?> call = await CallAsync(running, new Watcher());

        Assert.Equal(why, (await Assert.ThrowsAsync<McpException>(() => FinishAsync(running, call))).Message);
    }

    [Fact]
    public async Task A_task_outlives_its_connection()
    {
        var tool = new TaskTool("""{ "status": "working" }""", Done);
        SdkServer? server = null;
        await using var running = new RunningConnection(() => server = new SdkServer(tool.Options));
        Task<object?> call = await CallAsync(running, new Watcher());
        await WhileAsync(() => tool.Asked.IsEmpty);

        server!.Die();
        await running.BecomesAsync(ConnectionState.Lost);

        Assert.Equal("a coin", await FinishAsync(running, call));
    }

    [Fact]
    public async Task Over_http_a_tasks_requests_carry_its_name()
    {
        var tool = new TaskTool(Done);
        using var server = new HttpListener();
        var names = new List<string?>();
        string url = HttpServerTests.Listen(server);
        Task serving = ServeAsync(server, tool, names);
        await using var running = new RunningConnection(() => new HttpLink(
            new HttpServerSettings("test", "test", TimeSpan.FromSeconds(25), Secrets.None, new Uri(url + "mcp"), HttpTransportMode.StreamableHttp, new Dictionary<string, string>())));

        object? answer = await FinishAsync(running, await CallAsync(running, new Watcher()));
        server.Stop();
        await serving;

        Assert.Equal("a coin", answer);
        Assert.Equal(["dig", TaskTool.Id], names);
    }

    private static async Task<Task<object?>> CallAsync(RunningConnection running, Watcher user, CancellationToken cancellationToken = default)
    {
        ConnectionStatus status = await running.WaitAsync(status => status.State is not ConnectionState.Connecting);
        Assert.True(status.State is ConnectionState.Ready, status.Reason);
        AIFunction dig = running.Connection.Current.Functions.Single();
        return dig.InvokeAsync(new AIFunctionArguments { Services = user }, cancellationToken).AsTask();
    }

    /// <summary>Lets time pass until the call has ended.</summary>
    private static async Task<object?> FinishAsync(RunningConnection running, Task<object?> call)
    {
        await WhileAsync(() =>
        {
            running.Time.Advance(TimeSpan.FromSeconds(1));
            return !call.IsCompleted;
        });
        return await call;
    }

    private static async Task WhileAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(RunningConnection.Patience);
        while (condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>A stateless HTTP server, as the weather server is one.</summary>
    private static async Task ServeAsync(HttpListener listener, TaskTool tool, List<string?> names)
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await listener.GetContextAsync();
                if (context.Request.HttpMethod is not "POST")
                {
                    context.Response.StatusCode = (int)HttpStatusCode.MethodNotAllowed;
                    context.Response.Close();
                    continue;
                }

                if (context.Request.Headers["Mcp-Method"] is "tools/call" or "tasks/get")
                {
                    names.Add(context.Request.Headers["Mcp-Name"]);
                }

                JsonRpcMessage message = (await JsonSerializer.DeserializeAsync<JsonRpcMessage>(context.Request.InputStream, McpJsonUtilities.DefaultOptions))!;
                await using var transport = new StreamableHttpServerTransport { Stateless = true };
                await using McpServer server = McpServer.Create(transport, tool.Options);
                Task running = server.RunAsync();
                context.Response.ContentType = "text/event-stream";
                if (!await transport.HandlePostRequestAsync(message, context.Response.OutputStream, CancellationToken.None))
                {
                    context.Response.StatusCode = (int)HttpStatusCode.Accepted;
                }

                context.Response.Close();
                await transport.DisposeAsync();
                await running;
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    /// <summary>A user who is told and asked.</summary>
    private sealed class Watcher : IToolTask, IServiceProvider
    {
        public List<ToolProgress> Told { get; } = [];

        public List<UserQuestion> Asked { get; } = [];

        public UserAnswer Answer { get; init; } = UserAnswer.Declined;

        public bool MayTakeLonger { get; private set; }

        public string DelegationId => "d1";

        public object? GetService(Type serviceType) => serviceType == typeof(IToolTask) ? this : null;

        public void Report(ToolProgress progress) => Told.Add(progress);

        public void AllowLonger() => MayTakeLonger = true;

        public ValueTask ShowAsync(UiDescriptor ui, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Task<UserAnswer> AskAsync(UserQuestion question, CancellationToken cancellationToken)
        {
            Asked.Add(question);
            return Task.FromResult(Answer);
        }
    }
}
