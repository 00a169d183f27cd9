using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace MoshiServer.Ogg;

/// <summary>Takes an Ogg stream in pieces of any length, and gives back its packets. One caller at a time.</summary>
internal sealed class OggPacketReader
{
    /// <summary>More than any packet of a page that is not continued; a packet over many pages ends here.</summary>
    private const int MostPacketBytes = 64 * 1024;

    private readonly Queue<byte[]> _packets = [];
    private readonly List<byte> _packet = [];
    private byte[] _page = new byte[4_096];
    private int _filled;
    private uint _sequence;
    private bool _isLost;

    /// <exception cref="InvalidDataException">It is no Ogg.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_page.Length < _filled + bytes.Length)
        {
            Array.Resize(ref _page, Math.Max(2 * _page.Length, _filled + bytes.Length));
        }

        bytes.CopyTo(_page.AsSpan(_filled));
        _filled += bytes.Length;
        int read = 0;
        while (LengthOf(_page.AsSpan(read, _filled - read)) is > 0 and int length && length <= _filled - read)
        {
            ReadPage(_page.AsSpan(read, length));
            read += length;
        }

        _page.AsSpan(read, _filled - read).CopyTo(_page);
        _filled -= read;
    }

    public bool TryRead([NotNullWhen(true)] out byte[]? packet) => _packets.TryDequeue(out packet);

    /// <summary>The length of the page that begins here; 0 while too little of it is there.</summary>
    private static int LengthOf(ReadOnlySpan<byte> start)
    {
        int known = Math.Min(start.Length, OggPage.Magic.Length);
        if (!start[..known].SequenceEqual(OggPage.Magic[..known]))
        {
            throw new InvalidDataException("it is no Ogg: no page begins where one must.");
        }

        if (start.Length > OggPage.VersionAt && start[OggPage.VersionAt] != 0)
        {
            throw new InvalidDataException($"it is Ogg of version {start[OggPage.VersionAt]}, and only version 0 is known.");
        }

        if (start.Length < OggPage.HeadBytes || start.Length < OggPage.HeadBytes + start[OggPage.SegmentsAt])
        {
            return 0;
        }

        int length = OggPage.HeadBytes + start[OggPage.SegmentsAt];
        foreach (byte segment in start.Slice(OggPage.HeadBytes, start[OggPage.SegmentsAt]))
        {
            length += segment;
        }

        return length;
    }

    private void ReadPage(Span<byte> page)
    {
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(page[OggPage.ChecksumAt..]), sequence = BinaryPrimitives.ReadUInt32LittleEndian(page[OggPage.SequenceAt..]);
        page.Slice(OggPage.ChecksumAt, sizeof(uint)).Clear();
        if (OggChecksum.Of(page) != checksum)
        {
            throw new InvalidDataException($"page {sequence} is damaged: its checksum is wrong.");
        }

        // Of a packet whose pages are not all there, nothing is left.
        bool isContinued = (page[OggPage.FlagsAt] & OggPage.Continued) != 0;
        if (!isContinued || sequence != _sequence)
        {
            _isLost = isContinued;
            _packet.Clear();
        }

        _sequence = sequence + 1;
        ReadOnlySpan<byte> lengths = page.Slice(OggPage.HeadBytes, page[OggPage.SegmentsAt]), body = page[(OggPage.HeadBytes + lengths.Length)..];
        foreach (byte length in lengths)
        {
            _packet.AddRange(body[..length]);
            body = body[length..];
            if (_packet.Count > MostPacketBytes)
            {
                throw new InvalidDataException($"a packet is longer than {MostPacketBytes} bytes.");
            }

            if (length < OggPage.FullSegment)
            {
                EndPacket();
            }
        }
    }

    private void EndPacket()
    {
        if (!_isLost)
        {
            _packets.Enqueue([.. _packet]);
        }

        _isLost = false;
        _packet.Clear();
    }
}
