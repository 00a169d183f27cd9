using System.Globalization;
using InteractionCore.Plugins;
using Transcriber.Moonshine;

namespace Transcriber;

/// <summary>Says whether the transcriber works, and how long it takes for a second of sound.</summary>
/// <param name="transcriber">Null when the model is not there.</param>
internal sealed class TranscriberHealth(MoonshineTranscriber? transcriber, MoonshineFiles files, TimeProvider time) : IHealthReporter
{
    private const string Part = "Transcriber";

    // It does not change while the host runs, and /readyz may be asked often.
    private string? _measured;

    public async ValueTask<IReadOnlyList<HealthReport>> ReportAsync(CancellationToken cancellationToken)
    {
        if (transcriber is null)
        {
            return [new HealthReport(Part, Health.Limited, $"its model is not in '{files.Folder}'; build again with Node.js and the npm registry at hand")];
        }

        try
        {
            await transcriber.LoadAsync().WaitAsync(cancellationToken);
            return [new HealthReport(Part, Health.Ok, _measured ??= await MeasureAsync(transcriber, cancellationToken))];
        }
        catch (MoonshineException exception)
        {
            return [new HealthReport(Part, Health.Broken, exception.Message)];
        }
        catch (OperationCanceledException)
        {
            return [new HealthReport(Part, Health.Limited, "its model is still being loaded, or it has much to do")];
        }
    }

    private async Task<string> MeasureAsync(MoonshineTranscriber loaded, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        await loaded.TranscribeAsync(new float[MoonshineModel.SampleRate], cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"Moonshine tiny (English) at {files.Folder}, a second of silence in {time.GetElapsedTime(started).TotalMilliseconds:0} ms");
    }
}
