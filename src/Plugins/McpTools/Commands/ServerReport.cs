using System.Globalization;
using System.Text.Json;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using InteractionCore.Plugins;
using McpTools.Connections;
using McpTools.Settings;
using McpTools.Tools;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpTools.Commands;

/// <summary>Tells a server's maker, in one screen, how the server does in a live stream.</summary>
internal sealed class ServerReport(ServerSettings server, TextWriter output, TimeProvider time)
{
    /// <summary>A micro-turn: an answer within it is there before the model has drawn breath.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a conversation bridges without a word about what takes so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan CallTime = TimeSpan.FromSeconds(30);

    private const int Repeats = 5;
    private const int MostToolsShown = 20;

    /// <returns>Whether the server can be used.</returns>
    public async Task<bool> WriteAsync(ServerConnection connection, ConnectionStatus status, NamedCall? call, CancellationToken cancellationToken)
    {
        if (status is not { State: ConnectionState.Ready, Client: { } client })
        {
            await LineAsync(server.Name, $"is not there: {status.Reason}");
            return false;
        }

        await LineAsync(server.Name, $"{client.ServerInfo?.Name} {client.ServerInfo?.Version}, {status.Description}");
        await LineAsync("tools", $"{status.Tools.Functions.Count}{(status.Tools.Functions.Count > 40 ? ": a model chooses badly among so many" : "")}");
        int problems = 0;
        foreach (AIFunction tool in status.Tools.Functions.Take(MostToolsShown))
        {
            problems += await DescribeAsync(tool);
        }

        if (status.Tools.Functions.Count > MostToolsShown)
        {
            await LineAsync("", $"and {status.Tools.Functions.Count - MostToolsShown} more");
        }

        await LineAsync("schemas", problems == 0 ? "no problems" : $"{problems} problem{(problems == 1 ? "" : "s")}, marked with !");
        bool answered = await CallAsync(status.Tools.Functions, call, cancellationToken);
        await UiAsync(connection, client, cancellationToken);
        return answered;
    }

    private async Task<int> DescribeAsync(AIFunction tool)
    {
        List<string> problems = [.. SchemaCheck.Problems(tool.JsonSchema)];
        if (tool.Description.Length == 0)
        {
            problems.Insert(0, "no description: a model cannot know what it is for");
        }

        string kind = ToolHints.Has(tool, ToolHints.ReadOnly) ? "reads" : ToolHints.Has(tool, ToolHints.Destructive) ? "destroys: the user is asked before each call" : "may change things";
        await LineAsync("", $"{tool.Name} ({kind}{(tool.ReturnJsonSchema is null ? "" : ", structured answer")})");
        foreach (string problem in problems)
        {
            await LineAsync("", $"  ! {problem}");
        }

        return problems.Count;
    }

    private async Task<bool> CallAsync(IReadOnlyList<AIFunction> tools, NamedCall? call, CancellationToken cancellationToken)
    {
        if (call is not null)
        {
            AIFunction named = tools.FirstOrDefault(tool => tool.Name == call.Tool) ?? throw new SetupException($"'{server.Name}' has no tool '{call.Tool}'.");
            return await MeasureAsync(named, Parse(call.Json), times: 1, cancellationToken);
        }

        bool all = true, any = false;
        foreach (AIFunction tool in tools.Where(tool => ToolHints.Has(tool, ToolHints.ReadOnly)).Take(MostToolsShown))
        {
            if (SampleArguments.From(tool.JsonSchema) is { } arguments)
            {
                any = true;
                all &= await MeasureAsync(tool, arguments, Repeats, cancellationToken);
            }
        }

        if (!any)
        {
            await LineAsync("calls", "none: no tool says that it only reads and takes what its schema names. Try one: --call TOOL JSON");
        }

        return all;
    }

    private async Task<bool> MeasureAsync(AIFunction tool, Dictionary<string, object?> arguments, int times, CancellationToken cancellationToken)
    {
        var took = new List<TimeSpan>();
        var watch = new WatchingTask(time);
        object? result = null;
        for (int i = 0; i < times; i++)
        {
            long started = time.GetTimestamp();
            using var timeout = new CancellationTokenSource(CallTime, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            try
            {
                watch.Begin();
                result = await tool.InvokeAsync(new AIFunctionArguments(arguments) { Services = watch }, either.Token);
                took.Add(time.GetElapsedTime(started));
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                await LineAsync("call", $"{tool.Name}: {(timeout.IsCancellationRequested ? $"did not answer within {CallTime.TotalSeconds:0} s" : exception.Message)}");
                return false;
            }

            if (took[^1] > Patience)
            {
                break;
            }
        }

        took.Sort();
        TimeSpan middle = took[took.Count / 2], longest = took[^1];
        string verdict = longest <= Turn ? "within a turn of 200 ms"
            : longest <= Patience ? "longer than a turn; the model bridges it"
            : watch.Reports > 0 ? "longer than 2 s, and it tells how far it is"
            : "longer than 2 s without a word: report progress, so that the user is told";
        var answer = ToolAnswer.From(result);
        string failed = answer.Text.StartsWith("Error:", StringComparison.Ordinal) ? $"; it answered '{Short(answer.Text)}'" : "";
        await LineAsync("call", string.Create(CultureInfo.InvariantCulture, $"{tool.Name}: p50 {middle.TotalMilliseconds:0} ms, max {longest.TotalMilliseconds:0} ms of {took.Count}; {verdict}{failed}"));
        if (watch.Reports > 0)
        {
            await LineAsync("progress", string.Create(CultureInfo.InvariantCulture, $"{tool.Name}: {watch.Reports} reports, the first after {watch.First.TotalMilliseconds:0} ms"));
        }

        if (answer.Text.Length > 2_000)
        {
            await LineAsync("", $"  ! {answer.Text.Length} characters: what is said aloud is a sentence or two");
        }

        return true;
    }

    private async Task UiAsync(ServerConnection connection, McpClient client, CancellationToken cancellationToken)
    {
        bool any = false;
        foreach ((string tool, string uri) in connection.Ui)
        {
            any = true;
            string state;
            try
            {
                ReadResourceResult resource = await client.ReadResourceAsync(uri, cancellationToken: cancellationToken);
                state = resource.Contents.FirstOrDefault()?.MimeType is { } type && type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) && type.Contains("mcp-app", StringComparison.Ordinal)
                    ? "ok"
                    : $"! is '{resource.Contents.FirstOrDefault()?.MimeType}': an app is text/html;profile=mcp-app";
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                state = $"! cannot be read: {exception.Message}";
            }

            await LineAsync("ui", $"{tool}: {uri} {state}");
        }

        if (!any)
        {
            await LineAsync("ui", "no tool has a UI resource; data is shown as a card");
        }
    }

    private static Dictionary<string, object?> Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => (object?)property.Value.Clone(), StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new SetupException($"'{json}' is not a JSON object: {exception.Message}", exception);
        }
    }

    private static string Short(string text) => text.Length <= 100 ? text : string.Concat(text.AsSpan(0, 100), "…");

    private Task LineAsync(string what, string text) => output.WriteLineAsync($"{what,-10} {server.Secrets.Hide(text)}");

    /// <summary>Counts what a tool reports; says no to what it asks.</summary>
    private sealed class WatchingTask(TimeProvider time) : IToolTask, IServiceProvider
    {
        private long _began;

        public string DelegationId => "test";

        public int Reports { get; private set; }

        public TimeSpan First { get; private set; }

        public void Begin() => (_began, Reports) = (time.GetTimestamp(), 0);

        public void Report(ToolProgress progress)
        {
            if (Reports++ == 0)
            {
                First = time.GetElapsedTime(_began);
            }
        }

        public object? GetService(Type serviceType) => serviceType == typeof(IToolTask) ? this : null;

        public ValueTask ShowAsync(UiDescriptor ui, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Task<UserAnswer> AskAsync(UserQuestion question, CancellationToken cancellationToken) => Task.FromResult(UserAnswer.Declined);
    }
}
