namespace AgentHost.Bench.Decoders.Files;

/// <summary>
/// The decoder as an ONNX graph whose attention writes into the cache it reads. The blocks are the same for every user; what differs
/// is how lengths come in, and that our step joins the two products of the feed-forward layer.
/// </summary>
internal static class DecoderGraph
{
    private const string Contrib = "com.microsoft";

    /// <summary>As our runtime steps: <c>input_ids</c> [B, S], <c>past_lengths</c> [B] (last index of each row), <c>total_length</c> [1].</summary>
    public static void WriteForStep(string path, DecoderWeights weights, Precision precision = Precision.Single)
    {
        var file = new OnnxFile();
        file.Input("input_ids", OnnxFile.Int64, "B", "S");
        file.Input("past_lengths", OnnxFile.Int32, "B");
        file.Input("total_length", OnnxFile.Int32, 1);
        Blocks(file, weights, "past_lengths", "total_length", precision, joined: true);
        file.Save(path);
    }

    /// <summary>As ONNX Runtime GenAI feeds decoders: <c>input_ids</c> and <c>attention_mask</c>, of which the lengths are made.</summary>
    public static void WriteForGenAI(string path, DecoderWeights weights)
    {
        var file = new OnnxFile();
        file.Input("input_ids", OnnxFile.Int64, "batch_size", "sequence_length");
        file.Input("attention_mask", OnnxFile.Int64, "batch_size", "total_sequence_length");
        string sum = file.Node("ReduceSum", ["attention_mask", file.Constant(1)], null, "", ("keepdims", 0));
        string last = file.Node("Cast", [file.Node("Sub", [sum, file.Constant(1)])], null, "", ("to", OnnxFile.Int32));
        string total = file.Node("Gather", [file.Node("Shape", ["attention_mask"]), file.Constant(1)], null, "", ("axis", 0));
        Blocks(file, weights, last, file.Node("Cast", [total], null, "", ("to", OnnxFile.Int32)), Precision.Single, joined: false);
        file.Save(path);
    }

    private static void Blocks(OnnxFile file, DecoderWeights weights, string pastLengths, string totalLength, Precision precision, bool joined)
    {
        DecoderShape shape = weights.Shape;
        (float[] cos, float[] sin) = Rotary(shape);
        string cosines = file.Constant("cos", cos, shape.Capacity, shape.HeadSize / 2), sines = file.Constant("sin", sin, shape.Capacity, shape.HeadSize / 2);
        string x = file.Node("Gather", [file.Constant("embedding", weights.Embedding.Values, shape.Vocabulary, shape.Width), "input_ids"], null, "", ("axis", 0));
        for (int i = 0; i < shape.Layers; i++)
        {
            LayerWeights layer = weights.Layers[i];
            string normed = Norm(file, x, $"attention_norm.{i}", layer.AttentionNorm);
            var qkvMatrix = new Matrix([.. layer.Query.Values, .. layer.Key.Values, .. layer.Value.Values], shape.QueryWidth + (2 * shape.CacheWidth), shape.Width);
            string qkv = file.Multiply(normed, $"qkv.{i}", qkvMatrix, precision);
            string[] names = [$"past_key_values.{i}.key", $"past_key_values.{i}.value"], present = [$"present.{i}.key", $"present.{i}.value"];
            foreach ((string name, string output) in names.Zip(present))
            {
                file.Input(name, OnnxFile.Float, "B", shape.KeyValueHeads, "C", shape.HeadSize);
                file.Output(output, OnnxFile.Float, "B", shape.KeyValueHeads, "C", shape.HeadSize);
            }

            string mixed = file.Nodes("GroupQueryAttention", [qkv, "", "", .. names, pastLengths, totalLength, cosines, sines], [$"mixed{i}", .. present], Contrib,
                ("num_heads", shape.Heads), ("kv_num_heads", shape.KeyValueHeads), ("do_rotary", 1), ("rotary_interleaved", 1), ("scale", 1 / MathF.Sqrt(shape.HeadSize)))[0];
            x = file.Node("Add", [x, file.Multiply(mixed, $"out.{i}", layer.Out, precision)]);
            normed = Norm(file, x, $"feed_norm.{i}", layer.FeedNorm);
            (string gate, string up) = joined ? GateAndUp(file, normed, i, layer, precision) : (file.Multiply(normed, $"gate.{i}", layer.Gate, precision), file.Multiply(normed, $"up.{i}", layer.Up, precision));
            string gated = file.Node("Mul", [file.Node("Mul", [gate, file.Node("Sigmoid", [gate])]), up]);
            x = file.Node("Add", [x, file.Multiply(gated, $"down.{i}", layer.Down, precision)]);
        }

        // Only the last position's logits: nobody reads the others.
        string last = file.Node("Slice", [x, file.Constant(-1), file.Constant(long.MaxValue), file.Constant(1)]);
        file.Multiply(Norm(file, last, "last_norm", weights.LastNorm), "head", weights.Head, precision, "logits");
        file.Output("logits", OnnxFile.Float, "B", 1, shape.Vocabulary);
    }

    /// <summary>Both products as one: the weights are the same, one beneath the other.</summary>
    private static (string Gate, string Up) GateAndUp(OnnxFile file, string x, int layer, LayerWeights weights, Precision precision)
    {
        var both = new Matrix([.. weights.Gate.Values, .. weights.Up.Values], 2 * weights.Gate.Outputs, weights.Gate.Inputs);
        string[] halves = file.Nodes("Split", [file.Multiply(x, $"gate_up.{layer}", both, precision), file.Constant(weights.Gate.Outputs, weights.Up.Outputs)], [$"gate{layer}", $"up{layer}"], "", ("axis", -1));
        return (halves[0], halves[1]);
    }

    private static string Norm(OnnxFile file, string x, string name, float[] scale) =>
        file.Node("SimplifiedLayerNormalization", [x, file.Constant(name, scale, scale.Length)], null, "", ("axis", -1), ("epsilon", DecoderShape.Epsilon), ("stash_type", 1));

    private static (float[] Cos, float[] Sin) Rotary(DecoderShape shape)
    {
        int half = shape.HeadSize / 2;
        float[] cos = new float[shape.Capacity * half], sin = new float[shape.Capacity * half];
        for (int i = 0; i < cos.Length; i++)
        {
            double angle = i / half * Math.Pow(DecoderShape.RotaryBase, -2.0 * (i % half) / shape.HeadSize);
            (cos[i], sin[i]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        }

        return (cos, sin);
    }
}
