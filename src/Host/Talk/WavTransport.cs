using System.Buffers;
using System.Threading.Channels;
using AgentHost.Audio;
using InteractionCore.Audio;
using InteractionCore.Sessions;
using InteractionCore.Turns;

namespace AgentHost.Talk;

/// <summary>A client made of a recording: it speaks the file, then stays silent until nothing is open any more.</summary>
internal sealed class WavTransport(
    WavReader audio, InteractionSession session, ITalkPace pace, TimeSpan tail, ITalkOutput output, WavWriter? recording) : ISessionTransport
{
    /// <summary>Longest wait for open tasks and unfinished speech after the file.</summary>
    private static readonly TimeSpan LongestTail = TimeSpan.FromSeconds(90);

    private long _lastActivityMs;

    public async Task ReceiveAsync(SessionInput input, CancellationToken cancellationToken)
    {
        int chunkSamples = (int)(ITalkPace.ChunkDuration.TotalSeconds * input.Layout.InputSampleRate);
        var resampler = new Resampler(audio.SampleRate, input.Layout.InputSampleRate);
        var ready = new ArrayBufferWriter<float>(4 * chunkSamples);
        var block = new float[4_096];
        TimeSpan sent = TimeSpan.Zero, fileEnd = TimeSpan.Zero;
        bool atEnd = false;
        while (!atEnd || !IsOver(sent, fileEnd))
        {
            while (!atEnd && ready.WrittenCount < chunkSamples)
            {
                int count = audio.Read(block);
                atEnd = count == 0;
                resampler.Process(block.AsSpan(0, count), ready);
                fileEnd = sent;
            }

            AudioChunk chunk = AudioChunk.Rent(chunkSamples);
            int available = Math.Min(chunkSamples, ready.WrittenCount);
            ready.WrittenSpan[..available].CopyTo(chunk.Samples);
            chunk.Samples[available..].Clear();
            Keep(ready, available);
            input.WriteAudio(chunk);
            sent += ITalkPace.ChunkDuration;
            await pace.WaitAsync(cancellationToken);
        }
    }

    public async Task SendAsync(ChannelReader<SessionEvent> events, CancellationToken cancellationToken)
    {
        await foreach (SessionEvent sessionEvent in events.ReadAllAsync(cancellationToken))
        {
            output.Write(sessionEvent);
            Volatile.Write(ref _lastActivityMs, sessionEvent.TimeMs);
            switch (sessionEvent)
            {
                case AudioDelta delta:
                    recording?.Write(delta.StartMs, delta.Chunk.Samples);
                    delta.Chunk.Dispose();
                    break;
                case OutputCleared cleared:
                    recording?.ClearAfter(cleared.TimeMs);
                    break;
            }
        }
    }

    private bool IsOver(TimeSpan sent, TimeSpan fileEnd)
    {
        TimeSpan since = sent - TimeSpan.FromMilliseconds(Volatile.Read(ref _lastActivityMs));
        bool quiet = session.OpenDelegations == 0 && since >= tail && sent - fileEnd >= tail;
        return quiet || sent - fileEnd >= LongestTail;
    }

    private static void Keep(ArrayBufferWriter<float> ready, int consumed)
    {
        float[] rest = ready.WrittenSpan[consumed..].ToArray();
        ready.ResetWrittenCount();
        ready.Write(rest);
    }
}
