using System.Diagnostics.Metrics;
using AgentHost.Audio;
using AgentHost.Talk;
using InteractionCore.Model;
using InteractionCore.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AgentHost.Bench;

/// <summary>
/// From the end of a spoken question to the first sound of the answer leaving the host, in real time. Of it, 150 ms are the model's
/// own pause, up to 200 ms the wait for the turn to end, 40 ms the cushion against jitter.
/// </summary>
internal static class FirstAudioBench
{
    private const float Audible = .02f;

    /// <summary>A silence this long ends the question.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(Report report, IInteractionModel model, string[] recordings, BenchOptions options)
    {
        report.Section("From the end of a question to the first sound of the answer, in real time");
        if (!model.Description.Speaks)
        {
            report.Skip($"there is no voice ({model.Description.Voice})");
            return;
        }

        List<Measurement> measured = [];
        foreach (string recording in recordings)
        {
            measured.Add(await MeasureAsync(model, recording, options.Choose(12, 3, 1)));
        }

        report.Table("question", "ms", measured);
    }

    private static async Task<Measurement> MeasureAsync(IInteractionModel model, string recording, int runs)
    {
        TimeProvider time = TimeProvider.System;
        var metrics = new InteractionMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        var host = new LiveHost(model, new NoAgent(), [], Options.Create(new InteractionOptions()), metrics, time, NullLoggerFactory.Instance);
        using var stop = new CancellationTokenSource();
        Task loop = host.RunAsync(stop.Token);
        TimeSpan questionEnd = EndOfQuestion(recording);
        List<double> microseconds = [];
        for (int run = 0; run < runs; run++)
        {
            using WavReader audio = WavReader.Open(recording);
            InteractionSession session = host.TryCreate(new SessionSettings { ClientDelegation = true }, out _)!;
            using var heard = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
            var first = new FirstSound(time, heard);
            long started = time.GetTimestamp();
            await session.RunAsync(new TalkTransport(audio, session, new LivePace(time), TimeSpan.FromSeconds(1), first), heard.Token);
            if (first.HeardAt is { } heardAt)
            {
                microseconds.Add((time.GetElapsedTime(started, heardAt) - questionEnd).TotalMicroseconds);
            }
        }

        await stop.CancelAsync();
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new Measurement($"{Path.GetFileName(recording)}, answered {microseconds.Count} of {runs}", [.. microseconds], 0);
    }

    private static TimeSpan EndOfQuestion(string recording)
    {
        using WavReader audio = WavReader.Open(recording);
        var block = new float[audio.SampleRate / 100];
        long position = 0, last = -1;
        for (int count = audio.Read(block); count > 0 && (last < 0 || position - last < Gap.TotalSeconds * audio.SampleRate); count = audio.Read(block))
        {
            int audible = block.AsSpan(0, count).LastIndexOfAnyInRange(Audible, 1);
            last = audible >= 0 ? position + audible : last;
            position += count;
        }

        return TimeSpan.FromSeconds((double)last / audio.SampleRate);
    }

    /// <summary>Notes when the first sound came, and ends the session then.</summary>
    private sealed class FirstSound(TimeProvider time, CancellationTokenSource heard) : ITalkOutput
    {
        public long? HeardAt { get; private set; }

        public void Started(ITalkSource source, ModelDescription model)
        {
        }

        public void Write(SessionEvent sessionEvent)
        {
            if (sessionEvent is AudioDelta && HeardAt is null)
            {
                HeardAt = time.GetTimestamp();
                heard.Cancel();
            }
        }

        public void Ended(SessionSummary summary, bool live)
        {
        }
    }
}
