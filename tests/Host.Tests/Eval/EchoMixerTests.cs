using AgentHost.Eval.Client;
using AgentHost.Eval.Scenarios;
using InteractionCore.Sessions;
using InteractionCore.Turns;

namespace AgentHost.Tests.Eval;

public sealed class EchoMixerTests
{
    private readonly EchoMixer _echo = new(new EchoPath(AfterMs: 100, GainDb: -20));

    [Fact]
    public void The_voice_comes_back_later_and_softer_on_top_of_what_is_there()
    {
        Play(arrivalMs: 200, ms: 40, .5f);

        Assert.Equal(.2f, Heard(280, .2f)[^1], 4);
        Assert.Equal(.25f, Heard(300, .2f)[0], 4);
        Assert.Equal(.25f, Heard(320, .2f)[^1], 4);
        Assert.Equal(.2f, Heard(340, .2f)[0], 4);
    }

    [Fact]
    public void Pieces_play_one_after_another_and_cleared_ones_not_at_all()
    {
        Play(arrivalMs: 0, ms: 100, .5f);
        Play(arrivalMs: 10, ms: 100, .1f);
        _echo.Add(new ReceivedEvent("session.output_audio.cleared", 150, 0, new OutputCleared(150, 1)));

        Assert.Equal(.05f, Heard(180, 0)[^1], 4);
        Assert.Equal(.01f, Heard(200, 0)[0], 4);
        Assert.Equal(.01f, Heard(240, 0)[100], 4);
        Assert.Equal(0, Heard(260, 0)[0]);
    }

    private void Play(long arrivalMs, int ms, float level) =>
        _echo.Add(new ReceivedEvent("session.output_audio.delta", arrivalMs, 0, new AudioDelta(arrivalMs, 0, 0, AudioChunk.Copy([.. Enumerable.Repeat(level, 16 * ms)]))));

    private float[] Heard(long fromMs, float level)
    {
        float[] chunk = [.. Enumerable.Repeat(level, 320)];
        _echo.Mix(chunk, fromMs);
        return chunk;
    }
}
