using System.Buffers;
using InteractionCore.Audio;
using InteractionCore.Sessions;
using InteractionCore.Turns;

namespace AgentHost.Dialects;

/// <summary>A client's audio on its way to the model: decoded from base64 and its encoding, resampled. One caller at a time.</summary>
internal sealed class AudioIn(WireAudioFormat format, SessionInput input)
{
    private readonly Resampler _toModel = new(format.Rate, input.Layout.InputSampleRate);
    private readonly ArrayBufferWriter<float> _decoded = new(8_192);
    private readonly ArrayBufferWriter<float> _heard = new(8_192);

    /// <summary>While muted, what comes in is silence, not a pause of the session.</summary>
    public bool Muted { get; set; }

    /// <summary>Hands the audio over; returns it at the format's rate as it came, muted or not, valid until the next call.</summary>
    /// <exception cref="ProtocolException">It is not base64, or not whole samples.</exception>
    public ReadOnlySpan<float> Write(string base64)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent((base64.Length / 4 * 3) + 3);
        try
        {
            if (!Convert.TryFromBase64String(base64, rented, out int count))
            {
                throw new ProtocolException("invalid_audio", "\"audio\" is not base64.", "audio");
            }

            _decoded.ResetWrittenCount();
            format.Decode(rented.AsSpan(0, count), _decoded);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        _heard.ResetWrittenCount();
        if (Muted)
        {
            _toModel.Process(new float[_decoded.WrittenCount], _heard);
        }
        else
        {
            _toModel.Process(_decoded.WrittenSpan, _heard);
        }

        // In pieces of a turn at most, so that a long append does not count as one chunk of the queue.
        for (ReadOnlySpan<float> rest = _heard.WrittenSpan; !rest.IsEmpty;)
        {
            int count = Math.Min(rest.Length, input.Layout.InputSamplesPerTurn);
            input.WriteAudio(AudioChunk.Copy(rest[..count]));
            rest = rest[count..];
        }

        return _decoded.WrittenSpan;
    }
}

/// <summary>The model's speech on its way to a client: resampled and encoded. One caller at a time.</summary>
internal sealed class AudioOut(int modelRate, WireAudioFormat format)
{
    private readonly Resampler _toClient = new(modelRate, format.Rate);
    private readonly ArrayBufferWriter<float> _toPlay = new(8_192);
    private readonly ArrayBufferWriter<byte> _encoded = new(16_384);

    /// <summary>The encoded audio, valid until the next call.</summary>
    public ReadOnlyMemory<byte> Encode(ReadOnlySpan<float> samples)
    {
        _toPlay.ResetWrittenCount();
        _encoded.ResetWrittenCount();
        _toClient.Process(samples, _toPlay);
        format.Encode(_toPlay.WrittenSpan, _encoded);
        return _encoded.WrittenMemory;
    }
}
