namespace AgentHost.Bench.Decoders;

/// <summary>A matrix as rows of its outputs: [<paramref name="Outputs"/>, <paramref name="Inputs"/>].</summary>
internal sealed record Matrix(float[] Values, int Outputs, int Inputs)
{
    /// <summary>The same, as rows of its inputs.</summary>
    public float[] Transposed()
    {
        var result = new float[Values.Length];
        for (int row = 0; row < Outputs; row++)
        {
            for (int column = 0; column < Inputs; column++)
            {
                result[(column * Outputs) + row] = Values[(row * Inputs) + column];
            }
        }

        return result;
    }
}

internal sealed record LayerWeights(float[] AttentionNorm, Matrix Query, Matrix Key, Matrix Value, Matrix Out, float[] FeedNorm, Matrix Gate, Matrix Up, Matrix Down);

/// <summary>Random weights that every runtime is given, so that their logits can be compared.</summary>
internal sealed class DecoderWeights
{
    private readonly Random _random = new(1_234);

    public DecoderWeights(DecoderShape shape)
    {
        Shape = shape;
        Embedding = Random(shape.Vocabulary, shape.Width, scale: 1);
        Layers = [.. Enumerable.Range(0, shape.Layers).Select(_ => new LayerWeights(
            Norm(), Random(shape.QueryWidth, shape.Width), Random(shape.CacheWidth, shape.Width), Random(shape.CacheWidth, shape.Width), Random(shape.Width, shape.QueryWidth),
            Norm(), Random(shape.Feed, shape.Width), Random(shape.Feed, shape.Width), Random(shape.Width, shape.Feed)))];
        LastNorm = Norm();
        Head = Random(shape.Vocabulary, shape.Width);
        Head.Values.AsSpan(shape.NeverWritten * shape.Width).Clear();
    }

    public DecoderShape Shape { get; }

    public Matrix Embedding { get; }

    public IReadOnlyList<LayerWeights> Layers { get; }

    public float[] LastNorm { get; }

    public Matrix Head { get; }

    private Matrix Random(int outputs, int inputs, float scale = 0)
    {
        float spread = scale > 0 ? scale : MathF.Sqrt(3f / inputs);
        return new Matrix([.. Enumerable.Range(0, outputs * inputs).Select(_ => ((2 * _random.NextSingle()) - 1) * spread)], outputs, inputs);
    }

    private float[] Norm() => [.. Enumerable.Range(0, Shape.Width).Select(_ => .9f + (.2f * _random.NextSingle()))];
}
