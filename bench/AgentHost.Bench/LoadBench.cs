using System.Diagnostics.Metrics;
using System.Globalization;
using System.Threading.Channels;
using AgentHost.Audio;
using InteractionCore.Model;
using InteractionCore.Sessions;
using InteractionCore.Turns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AgentHost.Bench;

/// <summary>Many live sessions at once, in real time: each hears a recording over and over, at its own moment, and speaks.</summary>
internal static class LoadBench
{
    public static async Task RunAsync(IInteractionModel model, string recording, int sessions, TimeSpan duration)
    {
        float[] sound = ReadAll(recording, model.Layout.InputSampleRate);
        TimeProvider time = TimeProvider.System;
        var metrics = new InteractionMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        var host = new LiveHost(model, new NoAgent(), [], Options.Create(new InteractionOptions { MaxSessions = sessions }), metrics, time, NullLoggerFactory.Instance);
        using var stop = new CancellationTokenSource();
        Task loop = host.RunAsync(stop.Token);
        var random = new Random(1);
        List<Task<SessionSummary>> running = [];
        while (running.Count < sessions)
        {
            if (host.TryCreate(new SessionSettings { ClientDelegation = true }, out Refusal? refusal) is not { } session)
            {
                Console.WriteLine($"{running.Count} sessions run; the next was refused: {refusal!.Reason}");
                break;
            }

            var client = new LoopingClient(sound, random.Next(sound.Length), model.Layout.InputSampleRate, duration, time);
            running.Add(Task.Run(() => session.RunAsync(client, stop.Token)));
            // As people come: one after another, so that steps are measured before the next is let in.
            await Task.Delay(TimeSpan.FromMilliseconds(250), time);
        }

        SessionSummary[] ended = await Task.WhenAll(running);
        await stop.CancelAsync();
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        long turns = ended.Sum(summary => (long)summary.Turns.Count), late = ended.Sum(summary => (long)summary.Turns.Late);
        Console.WriteLine("| sessions | minutes | turns | p50 ms | p99 ms (worst session) | max ms | late |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {ended.Length} | {duration.TotalMinutes:0.#} | {turns} | {ended.Average(summary => summary.Turns.Quantile(.5)):0.0} | {ended.Max(summary => summary.Turns.Quantile(.99)):0.0} | {ended.Max(summary => summary.Turns.MaxMs):0.0} | {late} ({100.0 * late / turns:0.000} %) |"));
    }

    private static float[] ReadAll(string recording, int sampleRate)
    {
        using WavReader audio = WavReader.Open(recording);
        List<float> samples = [];
        var block = new float[4_096];
        for (int count = audio.Read(block); count > 0; count = audio.Read(block))
        {
            samples.AddRange(block.AsSpan(0, count));
        }

        return InteractionCore.Audio.Resampler.Convert([.. samples], audio.SampleRate, sampleRate);
    }

    /// <summary>A client that sends 20 ms at a time for so long, and throws away what it gets.</summary>
    private sealed class LoopingClient(float[] sound, int start, int sampleRate, TimeSpan duration, TimeProvider time) : ISessionTransport
    {
        private static readonly TimeSpan Chunk = TimeSpan.FromMilliseconds(20);

        public async Task ReceiveAsync(SessionInput input, CancellationToken cancellationToken)
        {
            int samples = (int)(Chunk.TotalSeconds * sampleRate), position = start;
            long began = time.GetTimestamp();
            TimeSpan sent = TimeSpan.Zero;
            using var timer = new PeriodicTimer(Chunk, time);
            while (sent < duration)
            {
                await timer.WaitForNextTickAsync(cancellationToken);
                // Ticks that were missed are made up for, as a client's network would.
                for (TimeSpan due = time.GetElapsedTime(began); sent < due; sent += Chunk)
                {
                    var chunk = AudioChunk.Rent(samples);
                    for (int i = 0; i < samples; i++, position++)
                    {
                        chunk.Samples[i] = sound[position % sound.Length];
                    }

                    input.WriteAudio(chunk);
                }
            }
        }

        public async Task SendAsync(ChannelReader<SessionEvent> events, CancellationToken cancellationToken)
        {
            await foreach (SessionEvent sessionEvent in events.ReadAllAsync(cancellationToken))
            {
                (sessionEvent as AudioDelta)?.Chunk.Dispose();
            }
        }
    }
}
