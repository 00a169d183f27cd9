using System.Threading.Channels;
using InteractionCore.Sessions;
using InteractionCore.Turns;

namespace AgentHost.Load;

/// <summary>A client that sends a sound over and over, 20 ms at a time, until it is told to leave, and throws away what it gets.</summary>
/// <param name="sound">At the session's input rate.</param>
/// <param name="start">The sample it begins with.</param>
/// <param name="leave">Ends its session.</param>
internal sealed class LoadClient(float[] sound, int start, CancellationToken leave, TimeProvider time) : ISessionTransport
{
    private static readonly TimeSpan Chunk = TimeSpan.FromMilliseconds(20);

    public async Task ReceiveAsync(SessionInput input, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(leave, cancellationToken);
        int samples = (int)(Chunk.TotalSeconds * input.Layout.InputSampleRate), position = start;
        long began = time.GetTimestamp();
        TimeSpan sent = TimeSpan.Zero;
        using var timer = new PeriodicTimer(Chunk, time);
        try
        {
            while (await timer.WaitForNextTickAsync(either.Token))
            {
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
        catch (OperationCanceledException) when (leave.IsCancellationRequested)
        {
            // It leaves.
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
