namespace AgentHost.Bench.Decoders.Files;

/// <summary>Adds a product with a matrix to a graph, in one of the ways ONNX Runtime multiplies.</summary>
internal static class QuantisedMatrix
{
    private const int Block = 32;
    private const string Contrib = "com.microsoft";

    public static string Multiply(this OnnxFile file, string x, string name, Matrix matrix, Precision precision, string? output = null) => precision switch
    {
        Precision.Single => file.Node("MatMul", [x, file.Constant(name, matrix.Transposed(), matrix.Inputs, matrix.Outputs)], output),
        Precision.DynamicInt8 => Dynamic(file, x, name, matrix, output),
        Precision.Blocks8 => Blocks(file, x, name, matrix, bits: 8, output),
        _ => Blocks(file, x, name, matrix, bits: 4, output),
    };

    private static string Dynamic(OnnxFile file, string x, string name, Matrix matrix, string? output)
    {
        var scales = new float[matrix.Outputs];
        var values = new sbyte[matrix.Values.Length];
        for (int row = 0; row < matrix.Outputs; row++)
        {
            ReadOnlySpan<float> weights = matrix.Values.AsSpan(row * matrix.Inputs, matrix.Inputs);
            scales[row] = Largest(weights) / sbyte.MaxValue;
            for (int column = 0; column < matrix.Inputs; column++)
            {
                values[(column * matrix.Outputs) + row] = (sbyte)Math.Round(weights[column] / scales[row]);
            }
        }

        return file.Node("DynamicQuantizeMatMul", [x, file.Constant(name + ".q", values, matrix.Inputs, matrix.Outputs), file.Constant(name + ".scale", scales, matrix.Outputs)], output, Contrib);
    }

    private static string Blocks(OnnxFile file, string x, string name, Matrix matrix, int bits, string? output)
    {
        int blocks = matrix.Inputs / Block, bytes = Block * bits / 8, middle = 1 << (bits - 1);
        var scales = new float[matrix.Outputs * blocks];
        var values = new byte[matrix.Outputs * blocks * bytes];
        for (int block = 0; block < scales.Length; block++)
        {
            ReadOnlySpan<float> weights = matrix.Values.AsSpan(block * Block, Block);
            scales[block] = Largest(weights) / (middle - 1);
            for (int i = 0; i < Block; i++)
            {
                int value = (int)Math.Round(weights[i] / scales[block]) + middle;
                values[(block * bytes) + (i * bits / 8)] |= (byte)(bits == 8 || i % 2 == 0 ? value : value << 4);
            }
        }

        return file.Node("MatMulNBits", [x, file.Constant(name + ".q", values, matrix.Outputs, blocks, bytes), file.Constant(name + ".scale", scales, matrix.Outputs * blocks)], output, Contrib,
            ("K", matrix.Inputs), ("N", matrix.Outputs), ("bits", bits), ("block_size", Block), ("accuracy_level", 4));
    }

    private static float Largest(ReadOnlySpan<float> values)
    {
        float largest = 1e-9f;
        foreach (float value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }
}
