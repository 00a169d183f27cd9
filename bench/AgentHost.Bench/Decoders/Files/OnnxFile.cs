using System.Runtime.InteropServices;

namespace AgentHost.Bench.Decoders.Files;

/// <summary>Collects an ONNX graph's nodes and weights and writes the file. Field numbers are those of onnx.proto.</summary>
internal sealed class OnnxFile
{
    public const int Float = 1, UInt8 = 2, Int8 = 3, Int32 = 6, Int64 = 7;

    private readonly ProtoMessage _graph = new();
    private readonly HashSet<string> _constants = new(StringComparer.Ordinal);
    private int _names;

    public string Constant(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) => Constant(name, Float, MemoryMarshal.AsBytes(values), shape);

    public string Constant(string name, ReadOnlySpan<byte> values, params ReadOnlySpan<long> shape) => Constant(name, UInt8, values, shape);

    public string Constant(string name, ReadOnlySpan<sbyte> values, params ReadOnlySpan<long> shape) => Constant(name, Int8, MemoryMarshal.AsBytes(values), shape);

    /// <summary>A list of whole numbers; a name of its own is made for it.</summary>
    public string Constant(params long[] values) => Constant($"c{string.Join('_', values)}", Int64, MemoryMarshal.AsBytes(values.AsSpan()), values.Length);

    public string Node(string kind, string[] inputs, string? output = null, string domain = "", params (string Name, object Value)[] attributes) =>
        Nodes(kind, inputs, [output ?? $"{kind}{++_names}"], domain, attributes)[0];

    public string[] Nodes(string kind, string[] inputs, string[] outputs, string domain = "", params (string Name, object Value)[] attributes)
    {
        var node = new ProtoMessage();
        foreach (string input in inputs)
        {
            node.Add(1, input);
        }

        foreach (string output in outputs)
        {
            node.Add(2, output);
        }

        node.Add(3, $"node{++_names}").Add(4, kind).Add(7, domain);
        foreach ((string name, object value) in attributes)
        {
            node.Add(5, value is float number
                ? new ProtoMessage().Add(1, name).Add(2, number).Add(20, 1L)
                : new ProtoMessage().Add(1, name).Add(3, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)).Add(20, 2L));
        }

        _graph.Add(1, node);
        return outputs;
    }

    /// <param name="shape">Sizes as numbers, or names for what varies.</param>
    public void Input(string name, int type, params object[] shape) => _graph.Add(11, Value(name, type, shape));

    /// <inheritdoc cref="Input"/>
    public void Output(string name, int type, params object[] shape) => _graph.Add(12, Value(name, type, shape));

    public void Save(string path) => new ProtoMessage()
        .Add(1, 8L)
        .Add(7, _graph.Add(2, "decoder"))
        .Add(8, new ProtoMessage().Add(1, "").Add(2, 17L))
        .Add(8, new ProtoMessage().Add(1, "com.microsoft").Add(2, 1L))
        .Save(path);

    private string Constant(string name, int type, ReadOnlySpan<byte> values, params ReadOnlySpan<long> shape)
    {
        if (_constants.Add(name))
        {
            var tensor = new ProtoMessage();
            foreach (long size in shape)
            {
                tensor.Add(1, size);
            }

            _graph.Add(5, tensor.Add(2, (long)type).Add(8, name).Add(9, values));
        }

        return name;
    }

    private static ProtoMessage Value(string name, int type, object[] shape)
    {
        var dimensions = new ProtoMessage();
        foreach (object size in shape)
        {
            dimensions.Add(1, size is string variable ? new ProtoMessage().Add(2, variable) : new ProtoMessage().Add(1, Convert.ToInt64(size, System.Globalization.CultureInfo.InvariantCulture)));
        }

        return new ProtoMessage().Add(1, name).Add(2, new ProtoMessage().Add(1, new ProtoMessage().Add(1, (long)type).Add(2, dimensions)));
    }
}
