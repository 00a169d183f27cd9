using System.Buffers;
using System.Buffers.Binary;
using MoshiServer.Ogg;

namespace MoshiServer.Opus;

/// <summary>Sound of 24 kHz as a stream of Opus in Ogg pages (RFC 7845): two pages of heads first, then one page for each call.</summary>
/// <remarks>One caller at a time.</remarks>
internal sealed class OpusStreamWriter(OpusLibrary opus) : IDisposable
{
    public const int Rate = 24_000;

    /// <summary>20 ms.</summary>
    private const int Frame = Rate / 50;

    /// <summary>In an Ogg Opus stream time is counted at this rate, whatever the sound's is.</summary>
    private const int GranuleRate = 48_000;

    /// <summary>What an encoder's look-ahead puts before the sound: 6.5 ms at 48 kHz.</summary>
    private const int PreSkip = 312;

    private readonly OpusEncoder _encoder = new(opus, Rate);
    private readonly OggPageWriter _pages = new(serial: 1);
    private readonly byte[] _packet = new byte[OpusEncoder.MaxPacketBytes];
    private readonly float[] _frame = new float[Frame];
    private int _filled;
    private long _granule;
    private bool _begun;

    /// <summary>Appends pages to <paramref name="output"/>. What does not fill 20 ms waits for the next call.</summary>
    public void Write(ReadOnlySpan<float> sound, IBufferWriter<byte> output)
    {
        Begin(output);
        while (!sound.IsEmpty)
        {
            int count = Math.Min(Frame - _filled, sound.Length);
            sound[..count].CopyTo(_frame.AsSpan(_filled));
            sound = sound[count..];
            _filled += count;
            if (_filled == Frame)
            {
                _filled = 0;
                int length = _encoder.Encode(_frame, _packet);
                if (!_pages.TryAdd(_packet.AsSpan(0, length)))
                {
                    _pages.Flush(_granule, output);
                    _pages.TryAdd(_packet.AsSpan(0, length));
                }

                _granule += (long)Frame * GranuleRate / Rate;
            }
        }

        _pages.Flush(_granule, output);
    }

    public void Dispose() => _encoder.Dispose();

    private void Begin(IBufferWriter<byte> output)
    {
        if (_begun)
        {
            return;
        }

        _begun = true;
        Span<byte> head = stackalloc byte[19];
        head.Clear();
        "OpusHead"u8.CopyTo(head);
        (head[8], head[9]) = (1, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(head[10..], PreSkip);
        BinaryPrimitives.WriteUInt32LittleEndian(head[12..], Rate);
        _pages.TryAdd(head);
        _pages.Flush(0, output);

        ReadOnlySpan<byte> vendor = "AgentHost"u8;
        Span<byte> tags = stackalloc byte[16 + vendor.Length];
        tags.Clear();
        "OpusTags"u8.CopyTo(tags);
        BinaryPrimitives.WriteInt32LittleEndian(tags[8..], vendor.Length);
        vendor.CopyTo(tags[12..]);
        _pages.TryAdd(tags);
        _pages.Flush(0, output);
    }
}
