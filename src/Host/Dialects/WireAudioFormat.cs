using System.Buffers;
using System.Buffers.Binary;
using InteractionCore.Audio;

namespace AgentHost.Dialects;

/// <summary>An encoding of the wire: 16-bit PCM at 16 or 24 kHz, or G.711 at 8 kHz.</summary>
internal sealed record WireAudioFormat(string Type, int Rate)
{
    public const string Pcm = "audio/pcm";
    public const string MuLaw = "audio/pcmu";
    public const string ALaw = "audio/pcma";

    /// <summary>24 kHz, as the published protocol's default.</summary>
    public static readonly WireAudioFormat Default = new(Pcm, 24_000);

    private int BytesPerSample => Type == Pcm ? 2 : 1;

    /// <summary>The format a client asks for, or why there is none.</summary>
    public static WireAudioFormat? TryParse(string? type, int? rate, out string? error)
    {
        WireAudioFormat? format = (type, rate) switch
        {
            (null, _) => Default,
            (Pcm, null) => Default,
            (Pcm, 16_000 or 24_000) => new WireAudioFormat(Pcm, rate.Value),
            (MuLaw or ALaw, null or 8_000) => new WireAudioFormat(type, 8_000),
            _ => null,
        };
        error = format is null ? $"audio.format {type} at {rate} Hz is not supported: use audio/pcm at 16000 or 24000, or audio/pcmu or audio/pcma at 8000." : null;
        return format;
    }

    /// <summary>Decodes whole samples; a trailing odd byte is ignored.</summary>
    public void Decode(ReadOnlySpan<byte> bytes, IBufferWriter<float> samples)
    {
        int count = bytes.Length / BytesPerSample;
        Span<float> decoded = samples.GetSpan(Math.Max(1, count));
        for (int i = 0; i < count; i++)
        {
            decoded[i] = Type switch
            {
                Pcm => BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]) / 32_768f,
                MuLaw => G711.DecodeMuLaw(bytes[i]) / 32_768f,
                _ => G711.DecodeALaw(bytes[i]) / 32_768f,
            };
        }

        samples.Advance(count);
    }

    public void Encode(ReadOnlySpan<float> samples, IBufferWriter<byte> bytes)
    {
        Span<byte> encoded = bytes.GetSpan(Math.Max(1, samples.Length * BytesPerSample));
        for (int i = 0; i < samples.Length; i++)
        {
            var sample = (short)(Math.Clamp(samples[i], -1, 1) * short.MaxValue);
            switch (Type)
            {
                case Pcm:
                    BinaryPrimitives.WriteInt16LittleEndian(encoded[(2 * i)..], sample);
                    break;
                case MuLaw:
                    encoded[i] = G711.EncodeMuLaw(sample);
                    break;
                default:
                    encoded[i] = G711.EncodeALaw(sample);
                    break;
            }
        }

        bytes.Advance(samples.Length * BytesPerSample);
    }
}
