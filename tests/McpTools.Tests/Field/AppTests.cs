using System.Text.Json;
using InteractionCore.Injections;
using InteractionCore.Sessions;

namespace McpTools.Tests.Field;

/// <summary>A tool that brings a page of its own (MCP Apps), from its server to the session's client.</summary>
public sealed class AppTests
{
    private static readonly JsonElement Answer = JsonDocument.Parse("""{ "people": "4", "place": ["outside"], "name": "Ada" }""").RootElement;

    [Fact]
    public async Task A_tools_page_is_shown_with_its_call_and_its_result()
    {
        await using FieldSession session = await StartAsync();
        await AnswerAsync(session);

        AppShown shown = await session.RunUntilAsync(session.Client.NextAsync<AppShown>());

        Assert.Equal(("app-d1-book_table", "Table plan", "d1"), (shown.App.SurfaceId, shown.App.Title, shown.DelegationId));
        Assert.StartsWith("<!doctype html>", shown.App.Html, StringComparison.Ordinal);
        Assert.Equal(["https://tables.example.com"], shown.App.ConnectDomains);
        Assert.Equal("london", shown.App.Arguments!.Value.GetProperty("city").GetString());
        Assert.Equal(4, shown.App.Result!.Value.GetProperty("structuredContent").GetProperty("people").GetInt32());
    }

    [Fact]
    public async Task A_page_that_cannot_be_read_costs_the_call_nothing()
    {
        await using FieldSession session = await StartAsync("--no-page");
        await AnswerAsync(session);

        DelegationUpdated end = await session.EndAsync();

        Assert.Equal(DelegationStatus.Completed, end.Update.Status);
        Assert.Equal("A table for 4 in london it is.", session.Answers[0].Text);
    }

    private static async Task<FieldSession> StartAsync(params string[] arguments) =>
        await FieldSession.StartAsync(await FieldSession.TownAsync(arguments), ("book_table", new() { ["city"] = "london" }));

    private static async Task AnswerAsync(FieldSession session)
    {
        UiPatched form = await session.RunUntilAsync(session.Client.NextAsync<UiPatched>());
        Assert.Null(await session.Input.ActAsync(new UiAction(form.Ui.SurfaceId, "answer", null, Answer), CancellationToken.None));
    }
}
