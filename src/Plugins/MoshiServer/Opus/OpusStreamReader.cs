using System.Buffers;
using System.Buffers.Binary;
using MoshiServer.Ogg;

namespace MoshiServer.Opus;

/// <summary>A stream of Opus in Ogg pages (RFC 7845), as it arrives in pieces of any length, as sound of 24 kHz and one channel.</summary>
/// <remarks>One caller at a time.</remarks>
internal sealed class OpusStreamReader(OpusLibrary opus) : IDisposable
{
    /// <summary>The longest packet, 120 ms.</summary>
    private const int MostSamples = OpusStreamWriter.Rate * 120 / 1_000;

    private readonly OpusDecoder _decoder = new(opus, OpusStreamWriter.Rate);
    private readonly OggPacketReader _packets = new();
    private readonly float[] _samples = new float[MostSamples];
    private int _heads;
    private int _skip;
    private float _gain = 1;

    /// <summary>Appends the sound of the packets that are complete.</summary>
    /// <exception cref="InvalidDataException">It is no such stream; it cannot be read on.</exception>
    public void Read(ReadOnlySpan<byte> bytes, IBufferWriter<float> output)
    {
        _packets.Append(bytes);
        while (_packets.TryRead(out byte[]? packet))
        {
            switch (_heads)
            {
                case 0:
                    ReadHead(packet);
                    _heads = 1;
                    break;
                case 1:
                    _heads = packet.AsSpan().StartsWith("OpusTags"u8) ? 2 : throw new InvalidDataException("its second packet is no OpusTags.");
                    break;
                default:
                    Decode(packet, output);
                    break;
            }
        }
    }

    public void Dispose() => _decoder.Dispose();

    private void ReadHead(ReadOnlySpan<byte> head)
    {
        if (head.Length < 19 || !head.StartsWith("OpusHead"u8))
        {
            throw new InvalidDataException("its first packet is no OpusHead.");
        }

        if ((head[8] & 0xF0) != 0)
        {
            throw new InvalidDataException($"it is Ogg Opus of version {head[8]}, and only versions below 16 can be read.");
        }

        if (head[9] is not (1 or 2) || head[18] != 0)
        {
            throw new InvalidDataException($"it has {head[9]} channels in the family {head[18]}: one or two of family 0 can be read.");
        }

        _skip = BinaryPrimitives.ReadUInt16LittleEndian(head[10..]) / 2;
        _gain = MathF.Pow(10, BinaryPrimitives.ReadInt16LittleEndian(head[16..]) / (20f * 256));
    }

    private void Decode(byte[] packet, IBufferWriter<float> output)
    {
        Span<float> samples = _samples.AsSpan(0, _decoder.Decode(packet, _samples));
        int skipped = Math.Min(_skip, samples.Length);
        _skip -= skipped;
        samples = samples[skipped..];
        foreach (ref float sample in samples)
        {
            sample = Math.Clamp(sample * _gain, -1, 1);
        }

        output.Write(samples);
    }
}
