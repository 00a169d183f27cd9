using Microsoft.Extensions.Hosting;

namespace OnnxInteraction.Voice;

/// <summary>Holds the host's start until the voice is ready, so that the first session's first word is not late; but not for long.</summary>
internal sealed class VoiceStart(IVoice voice, TimeProvider time) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await voice.Ready.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Words whose sound is still being made come a little later.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
