using System.Text.Json;
using AgentHost.Testing;
using InteractionCore.Delegation;
using InteractionCore.Sessions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace InteractionCore.Tests.Delegation;

public sealed class ToolGateTests
{
    private static readonly ToolCall Call = new("c1", "files_delete", AIFunctionFactory.Create(() => "x", "delete"), []);

    private readonly InteractionOptions _options = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_tools_answer_passes_through() => Assert.Equal("done", await Invoke(_ => ValueTask.FromResult<object?>("done")));

    [Fact]
    public async Task A_denied_tool_never_runs()
    {
        _options.DeniedTools.Add("files_delete");

        object? result = await Invoke(_ => throw new InvalidOperationException("it ran"));

        Assert.Contains("denied by this host's configuration", (string)result!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_that_ignores_its_token_is_given_up()
    {
        var never = new TaskCompletionSource<object?>();
        ValueTask<object?> call = Invoke(_ => new ValueTask<object?>(never.Task));

        _time.Advance(_options.ToolTimeout);

        Assert.Equal("Error: the tool 'files_delete' did not answer within 30 s.", await call.AsTask().WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task A_tool_that_throws_becomes_its_error_text() =>
        Assert.Equal("Error: the tool 'files_delete' failed: disk full", await Invoke(_ => throw new IOException("disk full")));

    [Fact]
    public async Task An_oversized_answer_is_cut()
    {
        _options.MaxToolResultChars = 100;

        string answer = (string)(await Invoke(_ => ValueTask.FromResult<object?>(new string('x', 500))))!;

        Assert.EndsWith("[cut: the answer had 500 characters]", answer, StringComparison.Ordinal);
        Assert.True(answer.Length < 200);
    }

    [Fact]
    public async Task Oversized_data_is_cut_to_its_text()
    {
        _options.MaxToolResultChars = 100;
        JsonElement data = JsonSerializer.SerializeToElement(new { content = new[] { new { type = "text", text = "It is sunny." } }, structuredContent = new { blob = new string('x', 500) } });

        object? answer = await Invoke(_ => ValueTask.FromResult<object?>(data));

        Assert.Matches(@"^It is sunny\. \[cut: the answer had \d+ characters\]$", Assert.IsType<string>(answer));
    }

    [Fact]
    public async Task Cancelling_the_run_is_no_error_text()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Gate().InvokeAsync(Call, token => ValueTask.FromCanceled<object?>(token), cancel.Token));
    }

    private ToolGate Gate() => new(_options, task: null, _time, NullLogger.Instance);

    private ValueTask<object?> Invoke(Func<CancellationToken, ValueTask<object?>> tool) => Gate().InvokeAsync(Call, tool, CancellationToken.None);
}
