using AgentHost.Eval.Scenarios;
using AgentHost.Talk;

namespace AgentHost.Eval.Client;

/// <summary>Plays a scenario to a host and records what comes back.</summary>
/// <param name="address">The host's Live dialect.</param>
/// <param name="gate">Steps the host's loop, turn by turn on a virtual clock; null for a host that runs in real time.</param>
/// <param name="time">Real time.</param>
internal sealed class LiveUser(Uri address, TurnGate? gate, TimeProvider time)
{
    /// <summary>Longest wait for a place on a host that is full.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>How long a host may take to say goodbye.</summary>
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(5);

    /// <exception cref="LiveClientException">There is no host, or it ends the session.</exception>
    public async Task<PlayedScenario> PlayAsync(LoadedScenario scenario, CancellationToken cancellationToken)
    {
        await using LiveClient client = await StartAsync(scenario, cancellationToken);
        var log = new ConversationLog();
        IUserPace pace = gate is null ? new RealPace(time) : new VirtualPace(gate, client, log, time);
        EchoMixer? echo = scenario.Scenario.Echo is { } path ? new EchoMixer(path) : null;
        var track = new UserTrack(scenario, log.WordArrival);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reading = ReadAsync(client, pace, log, echo, stop.Token);
        try
        {
            float[] sent = await SpeakAsync(client, scenario, pace, track, log, echo, reading, stop.Token);
            long duration = pace.NowMs;
            await client.CloseAsync(cancellationToken);
            await reading.WaitAsync(GoodbyePatience, time, cancellationToken);
            return new PlayedScenario(scenario, log.Build(track.Begun, duration), log.Events, sent, client.Model);
        }
        catch (TimeoutException)
        {
            throw new LiveClientException($"The host did not close the session within {GoodbyePatience.TotalSeconds:0} s.");
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<LiveClient> StartAsync(LoadedScenario scenario, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            LiveClient client = await LiveClient.ConnectAsync(address, cancellationToken);
            try
            {
                await client.StartAsync(delegates: scenario.Scenario.Answers.Count > 0, cancellationToken);
                return client;
            }
            catch (HostFullException full) when (time.GetElapsedTime(began) + full.RetryAfter < Patience)
            {
                await client.DisposeAsync();
                await Task.Delay(full.RetryAfter, time, cancellationToken);
            }
            catch (HostFullException full)
            {
                await client.DisposeAsync();
                throw new LiveClientException($"The host stayed full for {Patience.TotalMinutes:0} minutes: {full.Message} Use a smaller --parallel.", full);
            }
            catch
            {
                await client.DisposeAsync();
                throw;
            }
        }
    }

    private static async Task ReadAsync(LiveClient client, IUserPace pace, ConversationLog log, EchoMixer? echo, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (ReceivedEvent received in client.ReadEventsAsync(() => pace.NowMs, cancellationToken))
            {
                echo?.Add(received);
                log.Add(received);
            }
        }
        finally
        {
            log.End();
        }
    }

    /// <summary>Sends chunks when a microphone would have them, and what else the user does; returns the samples sent.</summary>
    private static async Task<float[]> SpeakAsync(
        LiveClient client, LoadedScenario scenario, IUserPace pace, UserTrack track, ConversationLog log, EchoMixer? echo, Task reading, CancellationToken cancellationToken)
    {
        var chunk = new float[(int)(ITalkPace.ChunkDuration.TotalSeconds * ScenarioFile.SampleRate)];
        List<float> sent = [];
        int frames = 0;
        Queue<TypedText> typed = new(scenario.Scenario.Typed.OrderBy(text => text.AtMs));
        Queue<string> answers = new(scenario.Scenario.Answers);
        for (long nowMs = 0; !track.IsOver || nowMs < Math.Max(track.EndMs, scenario.VideoEndMs) + scenario.Scenario.TailMs; nowMs += (long)ITalkPace.ChunkDuration.TotalMilliseconds)
        {
            track.Read(chunk);
            echo?.Mix(chunk, nowMs);
            sent.AddRange(chunk);
            await pace.WaitAsync(cancellationToken);
            if (reading.IsCompleted)
            {
                await reading;
                throw new LiveClientException($"The host ended the session after {nowMs / 1_000.0:0.0} s. {string.Join(' ', log.Events.Select(received => received.Error).OfType<string>())}");
            }

            await client.SendAudioAsync(chunk, cancellationToken);
            for (; frames < scenario.Frames.Count && scenario.FrameMs(frames) <= nowMs; frames++)
            {
                await client.SendFrameAsync(scenario.Frames[frames], cancellationToken);
            }

            while (typed.TryPeek(out TypedText? text) && text.AtMs <= nowMs)
            {
                await client.TypeAsync(typed.Dequeue().Text, cancellationToken);
            }

            if (answers.Count > 0 && log.TakeDelegation(nowMs - scenario.Scenario.AnswerAfterMs) is { } delegation)
            {
                await client.AnswerAsync(delegation, answers.Dequeue(), cancellationToken);
            }
        }

        return [.. sent];
    }
}

/// <param name="Sent">What the user's microphone sent, at <see cref="ScenarioFile.SampleRate"/>.</param>
/// <param name="Model">The host's name of its model.</param>
internal sealed record PlayedScenario(LoadedScenario Scenario, Conversation Conversation, IReadOnlyList<ReceivedEvent> Events, float[] Sent, string Model);
