using System.Buffers;
using System.Buffers.Binary;
using InteractionCore.Audio;
using InteractionCore.Model;
using InteractionCore.Turns;
using Microsoft.Extensions.AI;

namespace InteractionCore.Realtime;

/// <summary>16-bit PCM, mono, little-endian, at any rate.</summary>
internal static class PcmFormat
{
    private const int DefaultRate = 24_000;

    /// <exception cref="NotSupportedException">It is another format.</exception>
    public static int RateOf(RealtimeAudioFormat? format) => format is null ? DefaultRate
        : format.MediaType == "audio/pcm" && format.SampleRate is >= 8_000 and <= 192_000 ? format.SampleRate
        : throw new NotSupportedException($"Audio is 'audio/pcm' of 8,000 to 192,000 Hz in process, not '{format.MediaType}' at {format.SampleRate}.");
}

/// <summary>A program's sound on its way to the model. One caller at a time.</summary>
internal sealed class PcmIn(int rate, ModelLayout layout)
{
    private readonly Resampler _toModel = new(rate, layout.InputSampleRate);
    private readonly ArrayBufferWriter<float> _heard = new(8_192);

    /// <summary>The sound in pieces of a turn at most; whoever takes them disposes them.</summary>
    public List<AudioChunk> Read(ReadOnlySpan<byte> pcm)
    {
        var samples = new float[pcm.Length / 2];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(pcm[(2 * i)..]) / 32_768f;
        }

        _heard.ResetWrittenCount();
        _toModel.Process(samples, _heard);
        var pieces = new List<AudioChunk>();
        for (ReadOnlySpan<float> rest = _heard.WrittenSpan; !rest.IsEmpty;)
        {
            int count = Math.Min(rest.Length, layout.InputSamplesPerTurn);
            pieces.Add(AudioChunk.Copy(rest[..count]));
            rest = rest[count..];
        }

        return pieces;
    }
}

/// <summary>The model's speech on its way to a program. One caller at a time.</summary>
internal sealed class PcmOut(ModelLayout layout, int rate)
{
    private readonly Resampler _toProgram = new(layout.OutputSampleRate, rate);
    private readonly ArrayBufferWriter<float> _said = new(8_192);

    public string ToBase64(ReadOnlySpan<float> samples)
    {
        _said.ResetWrittenCount();
        _toProgram.Process(samples, _said);
        var pcm = new byte[2 * _said.WrittenCount];
        for (int i = 0; i < _said.WrittenCount; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(pcm.AsSpan(2 * i), (short)(Math.Clamp(_said.WrittenSpan[i], -1, 1) * short.MaxValue));
        }

        return Convert.ToBase64String(pcm);
    }
}
