using System.Buffers;
using System.Buffers.Binary;
using MoshiServer.Ogg;
using MoshiServer.Opus;

namespace MoshiServer.Tests;

/// <summary>Opus in Ogg pages, there and back through the system's libopus.</summary>
public sealed class OpusStreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(27)]
    [InlineData(1_000_000)]
    public void A_sound_comes_back_whole_however_its_bytes_are_cut(int pieceBytes)
    {
        float[] sound = Tone.Of(440, seconds: 1);

        float[] heard = Read(Write(sound), pieceBytes);

        // Of the encoder's look-ahead, 6.5 ms are left at the end.
        Assert.Equal(sound.Length - 156, heard.Length);
        Assert.InRange(Tone.Share(heard.AsSpan(4_800, 14_400), 440), .98, 1);
        Assert.InRange(Correlation(sound.AsSpan(4_800, 14_400), heard.AsSpan(4_800, 14_400)), .98, 1);
    }

    [Fact]
    public void A_page_that_is_cut_off_waits_for_its_rest()
    {
        byte[] stream = Write(Tone.Of(440, seconds: .2));

        Assert.Empty(Read(stream[..^1], 64));
    }

    [Fact]
    public void A_damaged_page_is_told_by_its_checksum()
    {
        byte[] stream = Write(Tone.Of(440, seconds: .2));
        stream[^1] ^= 1;

        Assert.Contains("checksum is wrong", Assert.Throws<InvalidDataException>(() => Read(stream, 64)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OggT", "no page begins")]
    [InlineData("<html>", "no page begins")]
    [InlineData("OggS\u0001", "Ogg of version 1")]
    public void What_is_no_Ogg_is_told_at_once(string start, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => Read([.. start.Select(letter => (byte)letter)], 64)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("OpusHeap", 1, 1, 0, "no OpusHead")]
    [InlineData("OpusHead", 16, 1, 0, "version 16")]
    [InlineData("OpusHead", 1, 6, 1, "6 channels in the family 1")]
    public void A_stream_of_another_kind_is_refused(string magic, byte version, byte channels, byte family, string reason)
    {
        var head = new byte[19];
        magic.Select(letter => (byte)letter).ToArray().CopyTo(head, 0);
        (head[8], head[9], head[18]) = (version, channels, family);
        var pages = new OggPageWriter(serial: 7);
        var stream = new ArrayBufferWriter<byte>();
        pages.TryAdd(head);
        pages.Flush(0, stream);

        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => Read(stream.WrittenSpan.ToArray(), 64)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_packet_that_is_no_Opus_is_told()
    {
        var pages = new OggPageWriter(serial: 1);
        var stream = new ArrayBufferWriter<byte>();
        stream.Write(Write([]));
        pages.TryAdd([0xFF, 0xFF, 0xFF]);
        pages.Flush(0, stream);

        Assert.Contains("is no Opus", Assert.Throws<InvalidDataException>(() => Read(stream.WrittenSpan.ToArray(), 64)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(600)]
    public void Packets_of_any_length_keep_it(int length)
    {
        var pages = new OggPageWriter(serial: 1);
        var stream = new ArrayBufferWriter<byte>();
        byte[] packet = [.. Enumerable.Range(0, length).Select(i => (byte)i)];

        pages.TryAdd(packet);
        pages.TryAdd([1]);
        pages.Flush(0, stream);

        var packets = new OggPacketReader();
        packets.Append(stream.WrittenSpan);
        Assert.True(packets.TryRead(out byte[]? read));
        Assert.Equal(packet, read);
        Assert.True(packets.TryRead(out read));
        Assert.Equal([1], read);
    }

    [Fact]
    public void A_packet_over_two_pages_is_put_together_and_half_of_one_is_left_out()
    {
        byte[] first = Page(sequence: 0, flags: 2, [255], new byte[255]), second = Page(sequence: 1, flags: 1, [3, 1], [7, 7, 7, 9]), later = Page(sequence: 5, flags: 1, [2, 1], [7, 7, 8]);
        var packets = new OggPacketReader();

        packets.Append([.. first, .. second, .. later]);

        Assert.True(packets.TryRead(out byte[]? whole));
        Assert.Equal(258, whole.Length);
        Assert.True(packets.TryRead(out byte[]? nine));
        Assert.True(packets.TryRead(out byte[]? eight));
        Assert.Equal([9, 8], [nine[0], eight[0]]);
    }

    [Fact]
    public void A_packet_without_an_end_is_given_up()
    {
        var packets = new OggPacketReader();
        byte[] lengths = [.. Enumerable.Repeat((byte)255, 255)];

        Assert.Throws<InvalidDataException>(() =>
        {
            for (int sequence = 0; sequence < 3; sequence++)
            {
                packets.Append(Page(sequence, flags: (byte)(sequence == 0 ? 2 : 1), lengths, new byte[255 * 255]));
            }
        });
    }

    private static byte[] Write(float[] sound)
    {
        using var writer = new OpusStreamWriter(Tone.Opus);
        var stream = new ArrayBufferWriter<byte>();
        foreach (float[] turn in sound.Chunk(4_800).DefaultIfEmpty([]))
        {
            writer.Write(turn, stream);
        }

        return stream.WrittenSpan.ToArray();
    }

    private static float[] Read(byte[] stream, int pieceBytes)
    {
        using var reader = new OpusStreamReader(Tone.Opus);
        var sound = new ArrayBufferWriter<float>();
        foreach (byte[] piece in stream.Chunk(pieceBytes))
        {
            reader.Read(piece, sound);
        }

        return sound.WrittenSpan.ToArray();
    }

    private static byte[] Page(int sequence, byte flags, byte[] lengths, byte[] body)
    {
        byte[] page = [.. "OggS"u8, 0, flags, .. new byte[12], .. new byte[8], (byte)lengths.Length, .. lengths, .. body];
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(18), sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(22), OggChecksum.Of(page));
        return page;
    }

    private static double Correlation(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double product = 0, first = 0, second = 0;
        for (int i = 0; i < a.Length; i++)
        {
            (product, first, second) = (product + (a[i] * b[i]), first + (a[i] * a[i]), second + (b[i] * b[i]));
        }

        return product / Math.Sqrt(first * second);
    }
}
