using System.Buffers;
using System.Buffers.Binary;

namespace MoshiServer.Ogg;

/// <summary>Puts packets into the pages of one logical stream; no packet goes over two pages. One caller at a time.</summary>
internal sealed class OggPageWriter(int serial)
{
    private readonly byte[] _lengths = new byte[OggPage.MostSegments];
    private readonly ArrayBufferWriter<byte> _body = new(4_096);
    private int _segments;
    private uint _sequence;

    /// <summary>Adds a packet to the page that is being made; false when it has no room for it.</summary>
    public bool TryAdd(ReadOnlySpan<byte> packet)
    {
        int segments = (packet.Length / OggPage.FullSegment) + 1;
        if (_segments + segments > OggPage.MostSegments)
        {
            return false;
        }

        _lengths.AsSpan(_segments, segments - 1).Fill(OggPage.FullSegment);
        _lengths[_segments + segments - 1] = (byte)(packet.Length % OggPage.FullSegment);
        _segments += segments;
        _body.Write(packet);
        return true;
    }

    /// <summary>Ends the page, if there is something on it.</summary>
    /// <param name="granule">The stream's place at the end of the page's last packet.</param>
    public void Flush(long granule, IBufferWriter<byte> output)
    {
        if (_segments == 0)
        {
            return;
        }

        int length = OggPage.HeadBytes + _segments + _body.WrittenCount;
        Span<byte> page = output.GetSpan(length)[..length];
        page[..OggPage.HeadBytes].Clear();
        OggPage.Magic.CopyTo(page);
        page[OggPage.FlagsAt] = (byte)(_sequence == 0 ? OggPage.First : 0);
        BinaryPrimitives.WriteInt64LittleEndian(page[OggPage.GranuleAt..], granule);
        BinaryPrimitives.WriteInt32LittleEndian(page[OggPage.SerialAt..], serial);
        BinaryPrimitives.WriteUInt32LittleEndian(page[OggPage.SequenceAt..], _sequence++);
        page[OggPage.SegmentsAt] = (byte)_segments;
        _lengths.AsSpan(0, _segments).CopyTo(page[OggPage.HeadBytes..]);
        _body.WrittenSpan.CopyTo(page[(OggPage.HeadBytes + _segments)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(page[OggPage.ChecksumAt..], OggChecksum.Of(page));
        output.Advance(length);
        _segments = 0;
        _body.ResetWrittenCount();
    }
}
