using System.Text.Json;
using AgentHost.Testing;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Sessions;
using Microsoft.Extensions.AI;

namespace InteractionCore.Tests.Delegation;

/// <summary>A tool asks the user in the live stream, by voice and card.</summary>
public sealed class QuestionTests
{
    private static readonly QuestionField City = new("city", "City", FieldKind.OneOf) { Required = true, Options = [new FieldOption("osl", "Oslo"), new FieldOption("par", "Paris")] };
    private static readonly QuestionField Days = new("days", "How many days", FieldKind.WholeNumber) { Required = true, Most = 14 };

    private readonly ScriptedModel _model = new() { Words = ["<ask>", "go", "<end>", "yes", "no", "oslo", "three", "banana"] };
    private readonly Dictionary<long, string[]> _hears = [];

    public QuestionTests() => _model.OnTurn = turn =>
    {
        if (turn.Index == 0)
        {
            _model.Write(turn, Lane.Delegate, "<ask>", SpanMark.Begin);
            _model.Write(turn, Lane.Delegate, "go");
            _model.Write(turn, Lane.Delegate, "<end>", SpanMark.End);
        }

        foreach (string word in _hears.GetValueOrDefault(turn.Index, []))
        {
            _model.Write(turn, Lane.Heard, word);
        }
    };

    [Fact]
    public async Task A_question_is_said_and_shown_and_answered_by_voice()
    {
        await using var asking = await AskingSession.StartAsync(_model, new UserQuestion("trips", "Shall I book it?"));
        Injected said = await asking.RunUntilAsync(asking.Client.NextAsync<Injected>());
        UiPatched card = await asking.Client.NextAsync<UiPatched>();
        _hears[1 + await asking.TurnsAsync(1)] = ["yes"];

        UserAnswer answer = await asking.RunUntilAsync(asking.Answer);

        Assert.Equal((InjectionKind.Result, "Shall I book it?"), (said.Kind, said.Text));
        Assert.Equal("question-1", card.Ui.SurfaceId);
        Assert.Equal(UserReply.Accepted, answer.Reply);
    }

    [Fact]
    public async Task No_is_no()
    {
        await using var asking = await AskingSession.StartAsync(_model, new UserQuestion("trips", "Shall I book it?"));
        await asking.RunUntilAsync(asking.Client.NextAsync<Injected>());
        _hears[1 + await asking.TurnsAsync(1)] = ["no"];

        Assert.Equal(UserReply.Declined, (await asking.RunUntilAsync(asking.Answer)).Reply);
    }

    [Fact]
    public async Task A_form_is_asked_field_after_field_and_what_is_not_understood_again()
    {
        await using var asking = await AskingSession.StartAsync(_model, new UserQuestion("trips", "Where to?") { Fields = [City, Days] });
        Injected first = await asking.RunUntilAsync(asking.Client.NextAsync<Injected>());
        _hears[1 + await asking.TurnsAsync(1)] = ["banana"];
        Injected again = await asking.RunUntilAsync(asking.Client.NextAsync<Injected>());
        _hears[1 + await asking.TurnsAsync(1)] = ["oslo"];
        Injected second = await asking.RunUntilAsync(asking.Client.NextAsync<Injected>());
        _hears[1 + await asking.TurnsAsync(1)] = ["three"];

        UserAnswer answer = await asking.RunUntilAsync(asking.Answer);

        Assert.Equal("Where to? City: Oslo or Paris?", first.Text);
        Assert.Equal("I did not get that. City: Oslo or Paris?", again.Text);
        Assert.Equal("How many days?", second.Text);
        Assert.Equal(("osl", 3), (answer.Values["city"].GetString(), answer.Values["days"].GetInt32()));
    }

    [Fact]
    public async Task The_card_answers_too_and_then_goes()
    {
        await using var asking = await AskingSession.StartAsync(_model, new UserQuestion("trips", "Where to?") { Fields = [City, Days] });
        await asking.RunUntilAsync(asking.Client.NextAsync<UiPatched>());

        string? wrong = await asking.Input.ActAsync(Send("""{ "city": ["osl"], "days": "40" }"""), CancellationToken.None);
        string? right = await asking.Input.ActAsync(Send("""{ "city": ["osl"], "days": "4" }"""), CancellationToken.None);
        UserAnswer answer = await asking.RunUntilAsync(asking.Answer);
        UiPatched gone = await asking.RunUntilAsync(asking.Client.NextAsync<UiPatched>());

        Assert.Equal("'How many days' does not take \"40\".", wrong);
        Assert.Null(right);
        Assert.Equal(("osl", 4), (answer.Values["city"].GetString(), answer.Values["days"].GetInt32()));
        Assert.True(gone.Ui.Messages[0].TryGetProperty("deleteSurface", out _));
    }

    [Fact]
    public async Task While_the_user_thinks_no_limit_of_the_call_passes_but_patience_ends()
    {
        await using var asking = await AskingSession.StartAsync(_model, new UserQuestion("trips", "Shall I book it?"));
        await asking.RunUntilAsync(asking.Client.NextAsync<UiPatched>());

        asking.Fixture.Time.Advance(TimeSpan.FromSeconds(119));
        await asking.TurnsAsync(3);
        Assert.False(asking.Answer.IsCompleted);
        asking.Fixture.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(UserReply.NoAnswer, (await asking.RunUntilAsync(asking.Answer)).Reply);
        Assert.Equal("done", (await asking.RunUntilAsync(asking.Client.NextAsync<Injected>(injected => injected.Text is "done"))).Text);
    }

    [Fact]
    public async Task A_tool_that_destroys_runs_only_when_the_user_says_yes()
    {
        bool ran = false;
        var delete = new AnnotatedFunction(() => ran = true);
        await using var asking = await AskingSession.StartAsync(_model, question: null, delete);
        Injected said = await asking.RunUntilAsync(asking.Client.NextAsync<Injected>());
        _hears[1 + await asking.TurnsAsync(1)] = ["no"];

        Injected end = await asking.RunUntilAsync(asking.Client.NextAsync<Injected>(injected => injected.Kind is InjectionKind.Result));

        Assert.Equal("May I run files delete?", said.Text);
        Assert.StartsWith("Error: the user did not allow the tool 'files_delete'", end.Text, StringComparison.Ordinal);
        Assert.False(ran);
    }

    [Theory]
    [InlineData("two hundred and five", 205)]
    [InlineData("it is forty two", 42)]
    [InlineData("three point five", 3.5)]
    [InlineData("minus 7", -7)]
    public void Numbers_are_understood_as_they_are_said(string said, double number) =>
        Assert.Equal(number, InteractionCore.Delegation.Questions.SpokenNumber.Read(said.Split(' ')));

    private static UiAction Send(string context) => new("question-1", "answer", "b1", JsonDocument.Parse(context).RootElement);

    private sealed class AnnotatedFunction(Action act) : DelegatingAIFunction(AIFunctionFactory.Create(() => act(), "delete"))
    {
        public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } = new Dictionary<string, object?> { [ToolHints.Destructive] = true };
    }

    /// <summary>A session whose agent calls one tool: one that asks, or the given one.</summary>
    private sealed class AskingSession : IAsyncDisposable
    {
        private readonly TaskCompletionSource<UserAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _turns;

        private AskingSession(LiveSessionFixture fixture, LoopbackTransport client, SessionInput input) => (Fixture, Client, Input) = (fixture, client, input);

        public LiveSessionFixture Fixture { get; }

        public LoopbackTransport Client { get; }

        public SessionInput Input { get; }

        public Task<UserAnswer> Answer => _answer.Task.WaitAsync(Patience.Limit);

        public static async Task<AskingSession> StartAsync(ScriptedModel model, UserQuestion? question, AIFunction? tool = null)
        {
            AskingSession? session = null;
            tool ??= AIFunctionFactory.Create(async (IServiceProvider services, CancellationToken token) =>
            {
                session!._answer.SetResult(await ToolTask.Of(services)!.AskAsync(question!, token));
                return "done";
            }, "delete");
            var fixture = new LiveSessionFixture(model, new CallingAgent(tool));
            var client = new LoopbackTransport();
            (_, SessionInput input, _) = await fixture.ConnectAsync(client: client);
            return session = new AskingSession(fixture, client, input);
        }

        /// <returns>The turns so far.</returns>
        public async Task<int> TurnsAsync(int count)
        {
            await Fixture.TurnAsync(count);
            return _turns += count;
        }

        public async Task<T> RunUntilAsync<T>(Task<T> awaited)
        {
            while (!awaited.IsCompleted)
            {
                await TurnsAsync(1);
            }

            return await awaited;
        }

        public ValueTask DisposeAsync() => Fixture.DisposeAsync();
    }

    private sealed class CallingAgent(AIFunction tool) : IBackgroundAgent
    {
        public async IAsyncEnumerable<ChatResponseUpdate> RunAsync(AgentRun run, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var arguments = new AIFunctionArguments();
            var call = new ToolCall("c1", "files_delete", tool, arguments);
            object? result = await run.Gate!.InvokeAsync(call, token => tool.InvokeAsync(arguments, token), cancellationToken);
            yield return new ChatResponseUpdate(ChatRole.Assistant, ToolAnswer.From(result).Text);
        }
    }
}
