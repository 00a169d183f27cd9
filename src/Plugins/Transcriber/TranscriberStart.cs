using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Transcriber.Moonshine;

namespace Transcriber;

/// <summary>Loads the model while the host starts, without holding that up, and says once when it cannot be used.</summary>
/// <param name="transcriber">Null when the model is not there.</param>
internal sealed partial class TranscriberStart(MoonshineTranscriber? transcriber, MoonshineFiles files, ILogger logger) : IHostedService
{
    private Task _loading = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (transcriber is null)
        {
            LogMissing(files.Folder);
        }
        else
        {
            _loading = LoadAsync(transcriber);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _loading.WaitAsync(cancellationToken);

    private async Task LoadAsync(MoonshineTranscriber loaded)
    {
        try
        {
            await loaded.LoadAsync();
        }
        catch (MoonshineException exception)
        {
            LogBroken(exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The transcriber's model is not in '{Folder}': requests go to the agent in the words that the live model heard, without the user's own. Build again with Node.js and the npm registry at hand.")]
    private partial void LogMissing(string folder);

    [LoggerMessage(LogLevel.Error, "The transcriber does not work: {Reason}")]
    private partial void LogBroken(string reason);
}
