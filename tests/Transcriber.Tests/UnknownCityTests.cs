using AgentHost.Testing;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Plugins;
using InteractionCore.Sessions;
using InteractionCore.Turns;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SemanticKernelAgent;
using Transcriber.Moonshine;

namespace Transcriber.Tests;

/// <summary>A session in which the live model does not know a word that a tool needs, with the real transcriber and the real agent.</summary>
public sealed class UnknownCityTests
{
    private const int Turn = 3_200;

    [Fact]
    public async Task A_city_that_the_live_model_does_not_know_reaches_the_tool()
    {
        var model = new ScriptedModel
        {
            Words = ["<ask>", "what", "is", "the", "weather", "in", "<other>", "<end>"],
            Layout = ScriptedModel.SmallLayout with { InputSampleRate = 16_000, InputSamplesPerTurn = Turn },
        };
        // The recording's words end between seconds 1.3 and 2.9; the request follows.
        model.OnTurn = turn =>
        {
            if (turn.Index is >= 6 and < 12)
            {
                model.Write(turn, Lane.Heard, model.Words[(int)turn.Index - 5]);
            }
            else if (turn.Index == 17)
            {
                Ask(model, turn);
            }
        };
        string? asked = null;
        AIFunction weather = AIFunctionFactory.Create((string city) => $"It is sunny in {asked = city}.", "get_weather", "The weather in a city.");
        using var transcriber = new MoonshineTranscriber(new MoonshineFiles(Path.Combine(AppContext.BaseDirectory, "moonshine")));
        await using var fixture = new LiveSessionFixture(model, RouterAgent(), transcriber, tools: new Weather(weather));
        (LoopbackTransport client, SessionInput input, _) = await fixture.ConnectAsync();

        Task<DelegationUpdated> transcribed = client.NextAsync<DelegationUpdated>(update => update.Update.Words is not null);
        for (int turn = 0; turn < 20; turn++)
        {
            input.WriteAudio(AudioChunk.Copy(Recording.Samples.AsSpan(turn * Turn, Turn)));
            await fixture.TurnAsync();
        }

        Assert.Equal(Recording.Words, (await RunUntilAsync(fixture, transcribed)).Update.Words);
        DelegationUpdated ended = await RunUntilAsync(fixture, client.NextAsync<DelegationUpdated>(update => update.Update.Status is not DelegationStatus.Running));

        Assert.Equal("Barcelona", asked);
        Assert.Equal((DelegationStatus.Completed, "It is sunny in Barcelona."), (ended.Update.Status, ended.Update.Detail));
    }

    private static void Ask(ScriptedModel model, ModelTurn turn)
    {
        model.Write(turn, Lane.Delegate, "<ask>", SpanMark.Begin);
        foreach (string word in (string[])["weather", "in", "<other>"])
        {
            model.Write(turn, Lane.Delegate, word);
        }

        model.Write(turn, Lane.Delegate, "<end>", SpanMark.End);
    }

    private static IBackgroundAgent RouterAgent()
    {
        var services = new ServiceCollection();
        new SemanticKernelAgentPlugin().ConfigureServices(services, new ConfigurationBuilder().Build(), new PluginContext(AppContext.BaseDirectory, "agent"));
        return services.BuildServiceProvider().GetRequiredService<IBackgroundAgentFactory>().Create();
    }

    private static async Task<T> RunUntilAsync<T>(LiveSessionFixture fixture, Task<T> awaited)
    {
        while (!awaited.IsCompleted)
        {
            await fixture.TurnAsync();
            await Task.WhenAny(awaited, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None));
        }

        return await awaited;
    }

    private sealed class Weather(AIFunction function) : IToolSource
    {
        public string Name => "weather";

        public Toolset Current { get; } = new("weather", [function]);
    }
}
