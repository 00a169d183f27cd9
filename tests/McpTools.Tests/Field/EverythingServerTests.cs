using System.Text.Json;
using InteractionCore.Injections;
using InteractionCore.Sessions;
using McpTools.Settings;

namespace McpTools.Tests.Field;

/// <summary>npm's server-everything in a live session: all it has that this client offers it to have.</summary>
public sealed class EverythingServerTests
{
    private static readonly string[] File = ["@modelcontextprotocol", "server-everything", "dist", "index.js"];

    [Fact]
    public async Task All_its_tools_answer()
    {
        await using FieldSession session = await StartAsync(
            ("echo", new() { ["message"] = "hello" }), ("get-sum", new() { ["a"] = 2, ["b"] = 3 }), ("get-annotated-message", new() { ["messageType"] = "success", ["includeImage"] = true }),
            ("get-env", []), ("get-resource-links", new() { ["count"] = 2 }), ("get-resource-reference", new() { ["resourceType"] = "Text", ["resourceId"] = 1 }),
            ("get-structured-content", new() { ["location"] = "Chicago" }), ("get-tiny-image", []),
            ("gzip-file-as-resource", new() { ["name"] = "a.gz", ["data"] = "data:text/plain,hello", ["outputType"] = "resource" }),
            ("toggle-simulated-logging", []), ("toggle-subscriber-updates", []), ("trigger-long-running-operation", new() { ["duration"] = 0.2, ["steps"] = 2 }));

        await session.EndAsync();

        Assert.Equal(12, session.Answers.Count);
        Assert.DoesNotContain(session.Answers, answer => answer.Text.StartsWith("Error:", StringComparison.Ordinal));
        Assert.Equal("Echo: hello", session.Answers[0].Text);
        Assert.Equal("The sum of 2 and 3 is 5.", session.Answers[1].Text);
        Assert.Equal(JsonValueKind.Number, session.Answers[6].Structured!.Value.GetProperty("temperature").ValueKind);
    }

    [Fact]
    public async Task It_lists_what_it_offers_to_a_client_that_can_be_asked()
    {
        await using FieldSession session = await StartAsync();

        string[] tools = [.. session.Connection.Current.Functions.Select(function => function.Name)];

        Assert.Contains("trigger-elicitation-request", tools);
        Assert.Contains("trigger-url-elicitation", tools);
    }

    [Fact]
    public async Task A_long_operation_tells_how_far_it_is()
    {
        await using FieldSession session = await StartAsync(("trigger-long-running-operation", new() { ["duration"] = 1.5, ["steps"] = 3 }));

        DelegationUpdated first = await session.RunUntilAsync(session.Client.NextAsync<DelegationUpdated>(update => update.Update.Progress is not null));
        session.Time.Advance(TimeSpan.FromSeconds(1));
        DelegationUpdated second = await session.RunUntilAsync(session.Client.NextAsync<DelegationUpdated>(update => update.Update.Progress is not null));
        DelegationUpdated end = await session.EndAsync();

        Assert.Equal(("field_trigger-long-running-operation", "1 of 3"), (first.Update.Tool, first.Update.Detail));
        Assert.True(second.Update.Progress!.Done > first.Update.Progress!.Done);
        Assert.Equal(DelegationStatus.Completed, end.Update.Status);
    }

    [Fact]
    public async Task Its_form_is_asked_in_the_live_stream_and_answered_by_the_card()
    {
        await using FieldSession session = await StartAsync(("trigger-elicitation-request", []));
        Injected said = await session.RunUntilAsync(session.Client.NextAsync<Injected>());
        UiPatched card = await session.RunUntilAsync(session.Client.NextAsync<UiPatched>());

        JsonElement context = JsonDocument.Parse("""{ "name": "Ada", "check": true, "email": "ada@example.com" }""").RootElement;
        Assert.Null(await session.Input.ActAsync(new UiAction(card.Ui.SurfaceId, "answer", null, context), CancellationToken.None));
        await session.EndAsync();

        Assert.StartsWith("Please provide inputs for the following fields:", said.Text, StringComparison.Ordinal);
        Assert.Contains("User provided the requested information", session.Answers[0].Text, StringComparison.Ordinal);
        Assert.Contains("Ada", session.Answers[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_declined_is_declined()
    {
        await using FieldSession session = await StartAsync(("trigger-elicitation-request", []));
        UiPatched card = await session.RunUntilAsync(session.Client.NextAsync<UiPatched>());

        await session.Input.ActAsync(new UiAction(card.Ui.SurfaceId, "decline", null, default), CancellationToken.None);
        await session.EndAsync();

        Assert.Contains("declined", session.Answers[0].Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Its_page_is_shown_with_its_address_and_the_tool_learns_that_the_user_went()
    {
        await using FieldSession session = await StartAsync(("trigger-url-elicitation", new() { ["url"] = "https://example.com/pay", ["message"] = "Please pay." }));
        UiPatched card = await session.RunUntilAsync(session.Client.NextAsync<UiPatched>());

        await session.Input.ActAsync(new UiAction(card.Ui.SurfaceId, "answer", null, default), CancellationToken.None);
        await session.EndAsync();

        Assert.Contains("https://example.com/pay", string.Concat(card.Ui.Messages.Select(message => message.GetRawText())), StringComparison.Ordinal);
        Assert.Contains("accept", session.Answers[0].Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_call_that_needs_a_visit_first_is_made_again_when_the_user_went()
    {
        await using FieldSession session = await StartAsync(("trigger-url-elicitation", new() { ["url"] = "https://example.com/pay", ["errorPath"] = true }));
        UiPatched first = await session.RunUntilAsync(session.Client.NextAsync<UiPatched>(patch => IsForm(patch)));
        await session.Input.ActAsync(new UiAction(first.Ui.SurfaceId, "answer", null, default), CancellationToken.None);
        UiPatched second = await session.RunUntilAsync(session.Client.NextAsync<UiPatched>(patch => IsForm(patch) && patch.Ui.SurfaceId != first.Ui.SurfaceId));

        await session.Input.ActAsync(new UiAction(second.Ui.SurfaceId, "answer", null, default), CancellationToken.None);
        await session.EndAsync();

        Assert.DoesNotContain("Error:", session.Answers[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_that_works_only_as_a_task_tells_how_it_is_and_answers()
    {
        await using FieldSession session = await StartAsync(("simulate-research-query", new() { ["topic"] = "whales" }));

        DelegationUpdated first = await session.RunUntilAsync(session.Client.NextAsync<DelegationUpdated>(update => update.Update.Progress is not null));
        await session.EndAsync();

        Assert.Equal(("field_simulate-research-query", "Gathering sources..."), (first.Update.Tool, first.Update.Detail));
        Assert.StartsWith("# Research Report: whales", session.Answers[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_task_asks_is_asked_in_the_live_stream()
    {
        await using FieldSession session = await StartAsync(("simulate-research-query", new() { ["topic"] = "python", ["ambiguous"] = true }));

        UiPatched form = await session.RunUntilAsync(session.Client.NextAsync<UiPatched>(IsForm));
        JsonElement snake = JsonDocument.Parse("""{ "interpretation": "snake" }""").RootElement;
        Assert.Null(await session.Input.ActAsync(new UiAction(form.Ui.SurfaceId, "answer", null, snake), CancellationToken.None));
        await session.EndAsync();

        Assert.StartsWith("# Research Report: python (snake)", session.Answers[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_that_break_the_schema_are_explained_and_cost_that_call()
    {
        await using FieldSession session = await StartAsync(("get-sum", new() { ["a"] = "two" }), ("get-sum", new() { ["a"] = 2, ["b"] = 3 }));

        await session.EndAsync();

        Assert.StartsWith("Error: MCP error -32602: Input validation error", session.Answers[0].Text, StringComparison.Ordinal);
        Assert.Equal("The sum of 2 and 3 is 5.", session.Answers[1].Text);
    }

    [Fact]
    public async Task Every_tool_that_it_lists_to_this_client_is_tried_here()
    {
        await using FieldSession session = await StartAsync();

        string[] listed = [.. session.Connection.Current.Functions.Select(function => function.Name).Order(StringComparer.Ordinal)];

        Assert.Equal(
            [
                "echo", "get-annotated-message", "get-env", "get-resource-links", "get-resource-reference", "get-structured-content", "get-sum", "get-tiny-image", "gzip-file-as-resource",
                "simulate-research-query", "toggle-simulated-logging", "toggle-subscriber-updates", "trigger-elicitation-request", "trigger-long-running-operation", "trigger-url-elicitation",
            ],
            listed);
    }

    private static bool IsForm(UiPatched patch) => patch.Ui.Messages.Any(message => message.GetRawText().Contains("\"answer\"", StringComparison.Ordinal));

    private static async Task<FieldSession> StartAsync(params (string, Dictionary<string, object?>)[] calls)
    {
        StdioServerSettings settings = await FieldSession.NodeAsync(File);
        return await FieldSession.StartAsync(settings, calls);
    }
}
