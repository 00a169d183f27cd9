using System.Runtime.InteropServices;
using System.Text;

namespace AgentHost.Bench.Decoders.Files;

/// <summary>Writes one message of the Protocol Buffers format, field after field. https://protobuf.dev/programming-guides/encoding</summary>
internal sealed class ProtoMessage
{
    private const int Varint = 0, LengthDelimited = 2, Fixed32 = 5;

    private readonly MemoryStream _bytes = new();

    public ProtoMessage Add(int field, long value)
    {
        Tag(field, Varint);
        WriteVarint((ulong)value);
        return this;
    }

    public ProtoMessage Add(int field, float value)
    {
        Tag(field, Fixed32);
        _bytes.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<float>(in value)));
        return this;
    }

    public ProtoMessage Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

    public ProtoMessage Add(int field, ProtoMessage value) => Add(field, value._bytes.GetBuffer().AsSpan(0, (int)value._bytes.Length));

    public ProtoMessage Add(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, LengthDelimited);
        WriteVarint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    public void Save(string path)
    {
        using FileStream file = File.Create(path);
        _bytes.WriteTo(file);
    }

    private void Tag(int field, int kind) => WriteVarint((ulong)((field << 3) | kind));

    private void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.WriteByte((byte)(value | 0x80));
        }

        _bytes.WriteByte((byte)value);
    }
}
