using System.Buffers;
using System.Threading.Channels;
using InteractionCore.Audio;
using InteractionCore.Sessions;
using InteractionCore.Turns;

namespace AgentHost.Talk;

/// <summary>A client made of a recording or a microphone: it says what there is, then stays silent until nothing is open any more.</summary>
internal sealed class TalkTransport(
    ITalkSource audio, InteractionSession session, ITalkPace pace, TimeSpan tail, ITalkOutput output, params IReadOnlyList<ISpeech> speech) : ISessionTransport
{
    /// <summary>What the camera sees meanwhile; null for none.</summary>
    public CameraFilm? Film { get; init; }

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
                int count = await audio.ReadAsync(block.AsMemory(0, audio.IsLive ? chunkSamples : block.Length), cancellationToken);
                atEnd = count == 0;
                resampler.Process(block.AsSpan(0, count), ready);
                fileEnd = sent;
            }

            AudioChunk chunk = AudioChunk.Rent(chunkSamples);
            int available = Math.Min(chunkSamples, ready.WrittenCount);
            ready.WrittenSpan[..available].CopyTo(chunk.Samples);
            chunk.Samples[available..].Clear();
            Keep(ready, available);
            output.Hear(sent, chunk.Samples);
            input.WriteAudio(chunk);
            if (Film?.At(sent) is { } picture && sent.Ticks % (TimeSpan.TicksPerSecond / CameraFilm.FramesPerSecond) == 0)
            {
                input.ShowFrame(picture);
            }

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
                    foreach (ISpeech ear in speech)
                    {
                        ear.Write(delta.StartMs, delta.Chunk.Samples);
                    }

                    delta.Chunk.Dispose();
                    break;
                case OutputCleared cleared:
                    foreach (ISpeech ear in speech)
                    {
                        ear.ClearAfter(cleared.TimeMs);
                    }

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
