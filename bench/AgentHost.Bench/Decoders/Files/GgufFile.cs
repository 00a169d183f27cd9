using System.Runtime.InteropServices;
using System.Text;

namespace AgentHost.Bench.Decoders.Files;

/// <summary>The decoder as a GGUF file, version 3, in single precision. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md</summary>
internal sealed class GgufFile
{
    private const int Version = 3, Alignment = 32;
    private const int UInt32 = 4, Float32 = 6, Text = 8;

    private readonly MemoryStream _metadata = new();
    private readonly List<(string Name, float[] Values, long[] Shape)> _tensors = [];
    private int _keys;

    public static void Write(string path, DecoderWeights weights)
    {
        DecoderShape shape = weights.Shape;
        var file = new GgufFile();
        file.Add("general.architecture", Text, writer => WriteText(writer, "llama"));
        file.Add("general.name", Text, writer => WriteText(writer, "random"));
        file.AddSize("llama.context_length", shape.Capacity);
        file.AddSize("llama.embedding_length", shape.Width);
        file.AddSize("llama.block_count", shape.Layers);
        file.AddSize("llama.feed_forward_length", shape.Feed);
        file.AddSize("llama.attention.head_count", shape.Heads);
        file.AddSize("llama.attention.head_count_kv", shape.KeyValueHeads);
        file.AddSize("llama.attention.key_length", shape.HeadSize);
        file.AddSize("llama.attention.value_length", shape.HeadSize);
        file.AddSize("llama.rope.dimension_count", shape.HeadSize);
        file.AddSize("llama.vocab_size", shape.Vocabulary);
        file.Add("llama.attention.layer_norm_rms_epsilon", Float32, writer => writer.Write(DecoderShape.Epsilon));
        file.Add("llama.rope.freq_base", Float32, writer => writer.Write(DecoderShape.RotaryBase));
        // Token ids are all that is used: no text is ever made of them.
        file.Add("tokenizer.ggml.model", Text, writer => WriteText(writer, "no_vocab"));

        file.Add("token_embd.weight", weights.Embedding);
        for (int i = 0; i < shape.Layers; i++)
        {
            LayerWeights layer = weights.Layers[i];
            file.Add($"blk.{i}.attn_norm.weight", layer.AttentionNorm);
            file.Add($"blk.{i}.attn_q.weight", layer.Query);
            file.Add($"blk.{i}.attn_k.weight", layer.Key);
            file.Add($"blk.{i}.attn_v.weight", layer.Value);
            file.Add($"blk.{i}.attn_output.weight", layer.Out);
            file.Add($"blk.{i}.ffn_norm.weight", layer.FeedNorm);
            file.Add($"blk.{i}.ffn_gate.weight", layer.Gate);
            file.Add($"blk.{i}.ffn_up.weight", layer.Up);
            file.Add($"blk.{i}.ffn_down.weight", layer.Down);
        }

        file.Add("output_norm.weight", weights.LastNorm);
        file.Add("output.weight", weights.Head);
        file.Save(path);
    }

    private void AddSize(string key, int value) => Add(key, UInt32, writer => writer.Write(value));

    private void Add(string key, int type, Action<BinaryWriter> write)
    {
        using var writer = new BinaryWriter(_metadata, Encoding.UTF8, leaveOpen: true);
        WriteText(writer, key);
        writer.Write(type);
        write(writer);
        _keys++;
    }

    // Dimensions are written innermost first.
    private void Add(string name, Matrix matrix) => _tensors.Add((name, matrix.Values, [matrix.Inputs, matrix.Outputs]));

    private void Add(string name, float[] values) => _tensors.Add((name, values, [values.Length]));

    private void Save(string path)
    {
        using var writer = new BinaryWriter(File.Create(path), Encoding.UTF8);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write((long)_tensors.Count);
        writer.Write((long)_keys);
        writer.Write(_metadata.GetBuffer(), 0, (int)_metadata.Length);
        long offset = 0;
        foreach ((string name, float[] values, long[] shape) in _tensors)
        {
            WriteText(writer, name);
            writer.Write(shape.Length);
            foreach (long size in shape)
            {
                writer.Write(size);
            }

            const int SinglePrecision = 0;
            writer.Write(SinglePrecision);
            writer.Write(offset);
            offset += Aligned(values.Length * (long)sizeof(float));
        }

        foreach ((_, float[] values, _) in _tensors)
        {
            writer.Flush();
            writer.Write(new byte[Aligned(writer.BaseStream.Position) - writer.BaseStream.Position]);
            writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
        }
    }

    private static long Aligned(long position) => (position + Alignment - 1) / Alignment * Alignment;

    private static void WriteText(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((long)bytes.Length);
        writer.Write(bytes);
    }
}
