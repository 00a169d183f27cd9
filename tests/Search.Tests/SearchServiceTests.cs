using System.Runtime.CompilerServices;
using AgentHost.Testing;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Plugins;
using InteractionCore.Sessions;
using InteractionCore.Ui;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Settings;

namespace Search.Tests;

public sealed class SearchServiceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_session_gets_a_card_with_titles_addresses_and_snippets_and_an_answer_that_names_its_source()
    {
        _folder.File("garden.md", "# Garden notes\n\nThe beds are watered on tuesdays.");
        using SearchService service = Service(Settings(("documents:folder", _folder.Path)));
        await service.StartAsync(CancellationToken.None);
        var model = new ScriptedModel { Words = ["<ask>", "watered", "<end>"] };
        model.OnTurn = turn =>
        {
            if (turn.Index == 0)
            {
                model.Write(turn, Lane.Delegate, "<ask>", SpanMark.Begin);
                model.Write(turn, Lane.Delegate, "watered");
                model.Write(turn, Lane.Delegate, "<end>", SpanMark.End);
            }
        };
        await using var fixture = new LiveSessionFixture(model, new SearchingAgent(), options: null, service);
        (LoopbackTransport client, _, _) = await fixture.ConnectAsync();

        UiPatched card = await RunUntilAsync(fixture, client.NextAsync<UiPatched>());
        Injected answer = await RunUntilAsync(fixture, client.NextAsync<Injected>(injected => injected.Kind is InjectionKind.Result));

        string shown = string.Concat(card.Ui.Messages.Select(message => message.GetRawText()));
        Assert.All(["Garden notes", "garden.md", "The beds are watered on tuesdays."], part => Assert.Contains(part, shown, StringComparison.Ordinal));
        Assert.Equal("d1", card.DelegationId);
        Assert.Equal("From Garden notes: The beds are watered on tuesdays.", answer.Text);
        await service.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task What_another_plugin_offers_to_search_in_is_a_tool_too()
    {
        using SearchService service = Service(Settings(("hits", "1")), new Library());
        await service.StartAsync(CancellationToken.None);

        AIFunction tool = Assert.Single(service.Current.Functions);
        object? answer = await tool.InvokeAsync(new AIFunctionArguments { ["query"] = "moby dick" });

        Assert.Equal(("library", "Searches the town's library."), (tool.Name, tool.Description));
        Assert.Equal("From Moby Dick 1: A whale.\nSources: Moby Dick 1 is shelf 1", $"{answer}");
        await service.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Changed_settings_are_used_and_wrong_ones_are_not()
    {
        _folder.File("a.txt", "apples");
        var settings = new MemoryConfiguration(("documents:folder", _folder.Path));
        using SearchService service = Service(settings.Root);
        await service.StartAsync(CancellationToken.None);
        Assert.Equal(["documents"], service.Current.Functions.Select(tool => tool.Name));

        settings.Become(("documents:folder", _folder.Path), ("web:provider", "searxng"), ("web:endpoint", "http://127.0.0.1:9"));
        Assert.Equal(["documents", "web"], service.Current.Functions.Select(tool => tool.Name));
        settings.Become(("documents:folder", _folder.Path + "/gone"));
        Assert.Equal(["documents", "web"], service.Current.Functions.Select(tool => tool.Name));

        IReadOnlyList<HealthReport> reports = await service.ReportAsync(CancellationToken.None);
        Assert.Equal(("Search settings", Health.Limited), (reports[^1].Part, reports[^1].Health));
        Assert.Contains("there is no such folder", reports[^1].Detail, StringComparison.Ordinal);
        await service.StopAsync(CancellationToken.None);
    }

    [Fact]
    public void Everything_wrong_with_the_settings_is_said_at_once()
    {
        var exception = Assert.Throws<PluginConfigurationException>(() => Service(Settings(
            ("hits", "50"), ("folder", "x"), ("documents:folder", "nowhere"), ("web:provider", "brave"), ("web:endpoint", "ftp://x"), ("web:timeoutSeconds", "0"))));

        Assert.Equal(
            [
                "'folder' is unknown: use hits, documents, web.",
                "'hits' is '50': use 1 to 10.",
                $"'documents:folder' is '{Path.Combine(_folder.Path, "nowhere")}', and there is no such folder. Correct the path; it is relative to plugins.json.",
                "'web:timeoutSeconds' is '0': use 1 to 30.",
                "'web:endpoint' is 'ftp://x': use an address that begins with http:// or https://.",
            ],
            exception.Errors);
    }

    [Fact]
    public void A_key_that_is_not_in_the_environment_is_asked_for()
    {
        var exception = Assert.Throws<PluginConfigurationException>(() => Service(Settings(("web:provider", "brave"))));

        Assert.Equal("'web:provider' brave needs the environment variable BRAVE_API_KEY, which is not set. Set it, or name another in 'web:apiKeyVariable'.", Assert.Single(exception.Errors));
    }

    public void Dispose() => _folder.Dispose();

    private static IConfiguration Settings(params (string Name, string Value)[] settings) => new MemoryConfiguration(settings).Root;

    private SearchService Service(IConfiguration settings, params ISearchProvider[] others) => new(
        new LiveSettings<SearchSettings>(settings, now => SearchSettings.Parse(now, new PluginContext(_folder.Path, "search"), _ => null)), others, new SocketsHttpHandler(), _time, NullLogger.Instance);

    private static async Task<T> RunUntilAsync<T>(LiveSessionFixture fixture, Task<T> awaited)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (!awaited.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            await fixture.TurnAsync();
            await Task.WhenAny(awaited, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None));
        }

        return await awaited;
    }

    /// <summary>Calls its one tool with the task's words, and says the first line of what it answers.</summary>
    private sealed class SearchingAgent : IBackgroundAgent
    {
        public async IAsyncEnumerable<ChatResponseUpdate> RunAsync(AgentRun run, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            AIFunction tool = run.Toolsets.Single().Functions.Single();
            var arguments = new AIFunctionArguments { ["query"] = run.Transcript[^1].Text };
            object? result = await run.Gate!.InvokeAsync(new ToolCall("c1", "search_documents", tool, arguments), token => tool.InvokeAsync(arguments, token), cancellationToken);
            yield return new ChatResponseUpdate(ChatRole.Assistant, ToolAnswer.From(result).Text.Split('\n')[0]);
        }
    }

    private sealed class Library : ISearchProvider
    {
        public string Name => "library";

        public string Description => "Searches the town's library.";

        public Task<IReadOnlyList<SearchHit>> SearchAsync(string query, int count, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<SearchHit>>([new("Moby\nDick 1", "shelf 1", "A whale."), new("Moby Dick 2", "shelf 2", "More whale.")]);
    }
}

/// <summary>Settings that can become others.</summary>
internal sealed class MemoryConfiguration : ConfigurationProvider, IConfigurationSource
{
    public MemoryConfiguration(params (string Name, string Value)[] settings)
    {
        Data = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value, StringComparer.OrdinalIgnoreCase);
        Root = new ConfigurationBuilder().Add(this).Build();
    }

    public IConfiguration Root { get; }

    public void Become(params (string Name, string Value)[] settings)
    {
        Data = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value, StringComparer.OrdinalIgnoreCase);
        OnReload();
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
}
