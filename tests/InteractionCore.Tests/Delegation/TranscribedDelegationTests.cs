using AgentHost.Testing;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Sessions;
using InteractionCore.Turns;
using Microsoft.Extensions.AI;
using static InteractionCore.Tests.Delegation.ScriptedAgents;

namespace InteractionCore.Tests.Delegation;

public sealed class TranscribedDelegationTests
{
    private const string Said = "What the user said last, in a transcriber's words: Weather in Reykjavik.\nThe same as the small model hands it over:";

    private readonly ScriptedModel _model = new() { Words = ["<ask>", "weather", "<other>", "<end>"] };

    public TranscribedDelegationTests() => _model.OnTurn = turn =>
    {
        if (turn.Index == 5)
        {
            _model.Write(turn, Lane.Heard, "weather");
            _model.Write(turn, Lane.Delegate, "<ask>", SpanMark.Begin);
            _model.Write(turn, Lane.Delegate, "weather");
            _model.Write(turn, Lane.Delegate, "<other>");
            _model.Write(turn, Lane.Delegate, "<end>", SpanMark.End);
        }
    };

    [Fact]
    public async Task A_language_model_gets_the_transcribers_words_before_the_request()
    {
        var transcriber = new FakeTranscriber(_ => Task.FromResult<string?>(" Weather in Reykjavik. "));
        (IReadOnlyList<string> messages, IReadOnlyList<DelegationUpdate> updates) = await RunAsync(transcriber, AgentInputs.Words);

        Assert.Equal([Said, "weather <other>"], messages.TakeLast(2));
        Assert.Equal(
            new DelegationUpdate(DelegationStatus.Running, Detail: "The user's words: Weather in Reykjavik.") { Words = "Weather in Reykjavik." },
            Assert.Single(updates, update => update.Words is not null));
        // A second was said; a pause is left on both sides as far as there is audio.
        Assert.InRange(Assert.Single(transcriber.Lengths), ITranscriber.SampleRate, 2 * ITranscriber.SampleRate);
    }

    [Fact]
    public async Task An_agent_that_does_not_wait_for_the_words_can_ask_for_them()
    {
        string? asked = null;
        var agent = Agent(run => Answer(run));
        await RunAsync(new FakeTranscriber(_ => Task.FromResult<string?>("Weather in Reykjavik.")), AgentInputs.None, agent);

        Assert.Equal("Weather in Reykjavik.", asked);

        async IAsyncEnumerable<ChatResponseUpdate> Answer(AgentRun run)
        {
            asked = await Conversation.ExactWordsOf(run.Transcript[^1])!.GetAsync(CancellationToken.None);
            yield return new ChatResponseUpdate(ChatRole.Assistant, "cold");
        }
    }

    [Fact]
    public async Task Words_that_nobody_asks_for_are_not_written_down()
    {
        var transcriber = new FakeTranscriber(_ => Task.FromResult<string?>("Weather in Reykjavik."));

        (IReadOnlyList<string> messages, _) = await RunAsync(transcriber, AgentInputs.None);

        Assert.Equal("weather <other>", messages[^1]);
        Assert.Empty(transcriber.Lengths);
    }

    [Fact]
    public async Task When_nobody_spoke_nothing_is_written_down()
    {
        var transcriber = new FakeTranscriber(_ => Task.FromResult<string?>("Thank you."));

        (IReadOnlyList<string> messages, _) = await RunAsync(transcriber, AgentInputs.Words, speaks: false);

        Assert.Equal("weather <other>", messages[^1]);
        Assert.Empty(transcriber.Lengths);
    }

    [Fact]
    public async Task A_transcriber_that_fails_costs_only_the_words()
    {
        (IReadOnlyList<string> messages, _) = await RunAsync(new FakeTranscriber(_ => throw new InvalidOperationException("out of memory")), AgentInputs.Words);

        Assert.DoesNotContain(Said, messages);
        Assert.Equal("weather <other>", messages[^1]);
    }

    [Fact]
    public async Task After_the_deadline_the_task_goes_on_and_gets_the_words_when_they_come()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var late = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var transcriber = new FakeTranscriber(_ =>
        {
            begun.TrySetResult();
            return late.Task;
        });
        string? first = null, then = null;
        await using var fixture = new LiveSessionFixture(_model, Agent(run => Answer(run)), transcriber, AgentInputs.Words);
        (LoopbackTransport client, SessionInput input, _) = await fixture.ConnectAsync();
        Task<DelegationUpdated> ended = client.NextAsync<DelegationUpdated>(update => update.Update.Status is not DelegationStatus.Running);
        Speak(input);
        await RunUntilAsync(fixture, begun.Task);

        fixture.Time.Advance(new InteractionOptions().TranscriptPatience);

        Assert.Equal(DelegationStatus.Completed, (await RunUntilAsync(fixture, ended)).Update.Status);
        Assert.Equal("weather <other>", first);
        Assert.StartsWith("What the user had said, in a transcriber's words, which came only now: Weather in Reykjavik.\n", then, StringComparison.Ordinal);

        async IAsyncEnumerable<ChatResponseUpdate> Answer(AgentRun run)
        {
            first = run.Transcript[^1].Text;
            Assert.DoesNotContain(run.Transcript, message => message.Text == Said);
            late.SetResult("Weather in Reykjavik.");
            while ((then = run.Meanwhile!()?.Text) is null)
            {
                await Task.Yield();
            }

            yield return new ChatResponseUpdate(ChatRole.Assistant, "cold");
        }
    }

    [Fact]
    public async Task What_is_still_being_written_down_ends_with_the_task()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var transcriber = new FakeTranscriber(async cancellationToken =>
        {
            cancellationToken.Register(stopped.SetResult);
            begun.SetResult();
            await stopped.Task;
            return null;
        });

        await RunAsync(transcriber, AgentInputs.None, Agent(run => Answer(run)));

        await stopped.Task.WaitAsync(Patience.Limit);

        async IAsyncEnumerable<ChatResponseUpdate> Answer(AgentRun run)
        {
            _ = Conversation.ExactWordsOf(run.Transcript[^1])!.GetAsync(CancellationToken.None);
            await begun.Task;
            yield return new ChatResponseUpdate(ChatRole.Assistant, "cold");
        }
    }

    /// <summary>A second of sound, a request, what the agent was given, and what the client was told.</summary>
    private async Task<(IReadOnlyList<string> Messages, IReadOnlyList<DelegationUpdate> Updates)> RunAsync(FakeTranscriber transcriber, AgentInputs inputs, IBackgroundAgent? agent = null, bool speaks = true)
    {
        IReadOnlyList<string> messages = [];
        agent ??= Agent(run =>
        {
            messages = [.. run.Transcript.Select(message => message.Text)];
            return Updates(new ChatResponseUpdate(ChatRole.Assistant, "cold"));
        });
        await using var fixture = new LiveSessionFixture(_model, agent, transcriber, inputs);
        (LoopbackTransport client, SessionInput input, _) = await fixture.ConnectAsync();
        if (speaks)
        {
            Speak(input);
        }

        var updates = new List<DelegationUpdate>();
        do
        {
            updates.Add((await RunUntilAsync(fixture, client.NextAsync<DelegationUpdated>())).Update);
        }
        while (updates[^1].Status is DelegationStatus.Running);
        return (messages, updates);
    }

    private static void Speak(SessionInput input)
    {
        float[] sound = new float[1_000];
        for (int i = 0; i < sound.Length; i++)
        {
            sound[i] = 0.3f * MathF.Sin(i * 0.9f);
        }

        input.WriteAudio(AudioChunk.Copy(sound));
    }

    private static async Task RunUntilAsync(LiveSessionFixture fixture, Task awaited)
    {
        while (!awaited.IsCompleted)
        {
            await fixture.TurnAsync();
        }

        await awaited;
    }

    private static async Task<T> RunUntilAsync<T>(LiveSessionFixture fixture, Task<T> awaited)
    {
        await RunUntilAsync(fixture, (Task)awaited);
        return await awaited;
    }

    private sealed class FakeTranscriber(Func<CancellationToken, Task<string?>> transcribe) : ITranscriber
    {
        private readonly List<int> _lengths = [];

        public IReadOnlyList<int> Lengths => _lengths;

        public Task<string?> TranscribeAsync(ReadOnlyMemory<float> samples, CancellationToken cancellationToken)
        {
            _lengths.Add(samples.Length);
            return transcribe(cancellationToken);
        }
    }
}
