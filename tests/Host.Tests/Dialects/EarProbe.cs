using System.Globalization;
using AgentHost.Eval.Client;
using InteractionCore.Sessions;

namespace AgentHost.Tests.Dialects;

/// <summary>One mark's way to the ear and back.</summary>
/// <param name="SaidMs">When it was said, in ms since the stream's start.</param>
/// <param name="HeardMs">Where on the session's timeline it was heard.</param>
/// <param name="RoundTripMs">From when it was said until its answer came.</param>
internal sealed record Mark(double SaidMs, double HeardMs, double RoundTripMs);

/// <summary>A client before an <see cref="EarModel"/>: it sends 20 ms of silence at a time, four marks a second, and keeps what it learns of each.</summary>
internal static class EarProbe
{
    private const int ChunkMs = 20, SamplesPerChunk = EarModel.SampleRate * ChunkMs / 1_000, ChunksInSecond = 1_000 / ChunkMs, ChunksBetween = 240 / ChunkMs;

    /// <param name="duration">How long it talks; marks on their way at its end are left out.</param>
    /// <param name="each">Called every second, with the time since the start.</param>
    public static async Task<EarReport> RunAsync(Uri host, TimeSpan duration, Action<TimeSpan>? each = null, CancellationToken cancellationToken = default)
    {
        TimeProvider time = TimeProvider.System;
        await using LiveClient client = await LiveClient.ConnectAsync(new Uri(host, "/v1/live/sessions"), cancellationToken);
        await client.StartAsync(delegates: true, cancellationToken);
        long started = time.GetTimestamp();
        var report = new EarReport();
        Task listening = ListenAsync(client, report, () => time.GetElapsedTime(started).TotalMilliseconds, cancellationToken);
        var silence = new float[SamplesPerChunk];
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(ChunkMs / 2), time);
        for (int chunk = 0; chunk * ChunkMs < duration.TotalMilliseconds; chunk++)
        {
            while (time.GetElapsedTime(started).TotalMilliseconds < (chunk + 1) * ChunkMs)
            {
                await timer.WaitForNextTickAsync(cancellationToken);
            }

            bool isMark = chunk % ChunksBetween == ChunksBetween / 2;
            if (chunk % ChunksInSecond == 0)
            {
                each?.Invoke(TimeSpan.FromMilliseconds(chunk * ChunkMs));
            }

            float[] samples = silence;
            if (isMark)
            {
                int mark = 1 + (chunk / ChunksBetween % EarModel.Marks);
                samples = new float[SamplesPerChunk];
                Array.Fill(samples, EarModel.LevelOf(mark));
                report.Said(mark, chunk * ChunkMs);
            }

            await client.SendAudioAsync(samples, cancellationToken);
        }

        await client.CloseAsync(cancellationToken);
        await listening;
        return report;
    }

    private static async Task ListenAsync(LiveClient client, EarReport report, Func<double> nowMs, CancellationToken cancellationToken)
    {
        await foreach (ReceivedEvent received in client.ReadEventsAsync(() => (long)nowMs(), cancellationToken))
        {
            switch (received.Event)
            {
                case InputTranscript heard:
                    report.Heard(int.Parse(heard.Text.Trim(), CultureInfo.InvariantCulture), heard.EndMs);
                    break;
                case AudioDelta audio:
                    audio.Chunk.Dispose();
                    report.Answered(received.ArrivalMs);
                    break;
            }

            report.Notices += received.Type == "info" ? 1 : 0;
        }
    }
}

/// <summary>What a probe learned. An answer belongs to the mark whose words came just before it.</summary>
internal sealed class EarReport
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, double> _said = [];
    private (double SaidMs, double HeardMs)? _heard;

    /// <summary>Marks said.</summary>
    public int Count { get; private set; }

    /// <summary>Those that were heard and answered, in the order of answers.</summary>
    public List<Mark> Marks { get; } = [];

    /// <summary>How often the host said that it dropped sound.</summary>
    public int Notices { get; set; }

    /// <summary>How late marks were heard that were said between two times, but for a constant: the ear's delay on the session's own timeline.</summary>
    public double EarMs(double fromMs, double toMs) => Median([.. Marks.Where(mark => mark.SaidMs >= fromMs && mark.SaidMs < toMs).Select(mark => mark.HeardMs - mark.SaidMs)]);

    public static double Median(double[] values) => values.Length == 0 ? double.NaN : values.Order().ElementAt(values.Length / 2);

    public void Said(int mark, double saidMs)
    {
        lock (_lock)
        {
            Count++;
            _said[mark] = saidMs;
        }
    }

    public void Heard(int mark, double heardMs)
    {
        lock (_lock)
        {
            _heard = _said.TryGetValue(mark, out double saidMs) ? (saidMs, heardMs) : null;
        }
    }

    public void Answered(double nowMs)
    {
        if (_heard is { } heard)
        {
            _heard = null;
            Marks.Add(new Mark(heard.SaidMs, heard.HeardMs, nowMs - heard.SaidMs));
        }
    }
}
