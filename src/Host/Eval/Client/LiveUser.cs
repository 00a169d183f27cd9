using AgentHost.Eval.Scenarios;
using AgentHost.Talk;

namespace AgentHost.Eval.Client;

/// <summary>Plays a scenario to a host in real time and records what comes back.</summary>
internal sealed class LiveUser(Uri address, TimeProvider time)
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
        var track = new UserTrack(scenario, log.WordArrival);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reading = ReadAsync(client, log, stop.Token);
        try
        {
            float[] sent = await SpeakAsync(client, scenario, track, log, reading, stop.Token);
            long duration = client.ElapsedMs;
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
            LiveClient client = await LiveClient.ConnectAsync(address, time, cancellationToken);
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

    private static async Task ReadAsync(LiveClient client, ConversationLog log, CancellationToken cancellationToken)
    {
        await foreach (ReceivedEvent received in client.ReadEventsAsync(cancellationToken))
        {
            log.Add(received);
        }
    }

    /// <summary>Sends chunks when a microphone would have them, and what else the user does; returns the samples sent.</summary>
    private async Task<float[]> SpeakAsync(LiveClient client, LoadedScenario scenario, UserTrack track, ConversationLog log, Task reading, CancellationToken cancellationToken)
    {
        var pace = new LivePace(time);
        var chunk = new float[(int)(ITalkPace.ChunkDuration.TotalSeconds * ScenarioFile.SampleRate)];
        List<float> sent = [];
        Queue<TypedText> typed = new(scenario.Scenario.Typed.OrderBy(text => text.AtMs));
        Queue<string> answers = new(scenario.Scenario.Answers);
        for (long nowMs = 0; !track.IsOver || nowMs < track.EndMs + scenario.Scenario.TailMs; nowMs += (long)ITalkPace.ChunkDuration.TotalMilliseconds)
        {
            track.Read(chunk);
            sent.AddRange(chunk);
            await pace.WaitAsync(cancellationToken);
            if (reading.IsCompleted)
            {
                await reading;
                throw new LiveClientException($"The host ended the session after {nowMs / 1_000.0:0.0} s. {string.Join(' ', log.Events.Select(received => received.Error).OfType<string>())}");
            }

            await client.SendAudioAsync(chunk, cancellationToken);
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
