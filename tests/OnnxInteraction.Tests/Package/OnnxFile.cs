using System.Buffers.Binary;

namespace OnnxInteraction.Tests.Package;

/// <summary>Changes an ONNX file where it stands: just enough of protobuf to find weights and versions.</summary>
internal sealed class OnnxFile(byte[] bytes)
{
    private const int GraphField = 7, OperatorSetsField = 8, VersionField = 2, InitializersField = 5, DataTypeField = 2, RawDataField = 9;
    private const int Float = 1, Half = 10;

    public byte[] Bytes => bytes;

    /// <summary>Every weight that is stored as float or half becomes NaN. Returns how many.</summary>
    public int PoisonWeights()
    {
        int count = 0;
        foreach ((int Field, int Start, int End) graph in Fields(0, bytes.Length).Where(field => field.Field == GraphField))
        {
            foreach ((int Field, int Start, int End) tensor in Fields(graph.Start, graph.End).Where(field => field.Field == InitializersField))
            {
                var parts = Fields(tensor.Start, tensor.End).ToLookup(field => field.Field);
                int type = bytes[parts[DataTypeField].First().Start];
                foreach ((int Field, int Start, int End) raw in parts[RawDataField])
                {
                    for (int at = raw.Start; type is Float or Half && at < raw.End; at += type == Float ? 4 : 2, count++)
                    {
                        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(type == Float ? at + 2 : at), (ushort)(type == Float ? 0x7FC0 : 0x7E00));
                    }
                }
            }
        }

        return count;
    }

    /// <summary>Sets the version of every operator set, below 128.</summary>
    public void SetOperatorSets(byte version)
    {
        foreach ((int Field, int Start, int End) set in Fields(0, bytes.Length).Where(field => field.Field == OperatorSetsField).ToArray())
        {
            bytes[Fields(set.Start, set.End).Single(field => field.Field == VersionField).Start] = version;
        }
    }

    /// <summary>The fields of a message: where the value of each lies.</summary>
    private IEnumerable<(int Field, int Start, int End)> Fields(int at, int end)
    {
        while (at < end)
        {
            int tag = (int)Number(ref at), start = at;
            int length = (tag & 7) switch
            {
                0 => Skip(ref at),
                1 => 8,
                2 => (int)Number(ref at),
                5 => 4,
                _ => throw new InvalidDataException($"No protobuf at byte {at}."),
            };
            start = (tag & 7) == 0 ? start : at;
            at = start + length;
            yield return (tag >> 3, start, at);
        }
    }

    private int Skip(ref int at)
    {
        int start = at;
        Number(ref at);
        return at - start;
    }

    private long Number(ref int at)
    {
        long value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            value |= (long)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
