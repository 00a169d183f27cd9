using System.Runtime.InteropServices;
using static AgentHost.Bench.Decoders.Peers.GenAINative;

namespace AgentHost.Bench.Decoders.Peers;

/// <summary>The decoder in ONNX Runtime GenAI, its cache shared between past and present.</summary>
internal sealed class GenAIDecoder : IDecoder
{
    private readonly DecoderShape _shape;
    private readonly nint _model;
    private nint _parameters;
    private nint _generator;
    private int _context;

    /// <param name="folder">Where the graph lies; its configuration is written beside it.</param>
    public GenAIDecoder(string folder, string graph, DecoderShape shape)
    {
        _shape = shape;
        File.WriteAllText(Path.Combine(folder, "genai_config.json"), Configuration(graph, shape));
        Check(OgaCreateModel(folder, out _model));
    }

    public string Name => "ONNX Runtime GenAI";

    public void Fill(int positions)
    {
        Release();
        Check(OgaCreateGeneratorParams(_model, out _parameters));
        Check(OgaGeneratorParamsSetSearchNumber(_parameters, "max_length", _shape.Capacity));
        Check(OgaCreateGenerator(_model, _parameters, out _generator));
        _context = positions;
        if (positions > 0)
        {
            Check(OgaGenerator_AppendTokens(_generator, Tokens.Context(positions, _shape), (nuint)positions));
        }
    }

    public void Turn(ReadOnlySpan<int> chunk, Span<int> written)
    {
        Check(OgaGenerator_AppendTokens(_generator, chunk, (nuint)chunk.Length));
        for (int i = 0; i < written.Length; i++)
        {
            // The first only chooses from the chunk's logits; each further one steps and chooses.
            Check(OgaGenerator_GenerateNextToken(_generator));
            Check(OgaGenerator_GetNextTokens(_generator, out nint tokens, out _));
            written[i] = Marshal.ReadInt32(tokens);
        }
    }

    public void Rewind() => Check(OgaGenerator_RewindTo(_generator, (nuint)_context));

    public void Dispose()
    {
        Release();
        OgaDestroyModel(_model);
    }

    private void Release()
    {
        if (_generator != 0)
        {
            OgaDestroyGenerator(_generator);
            OgaDestroyGeneratorParams(_parameters);
            _generator = 0;
        }
    }

    // A token that is never written would end the text.
    private static string Configuration(string graph, DecoderShape shape) =>
        $$"""
        {
          "model": {
            "type": "llama", "bos_token_id": 0, "eos_token_id": {{shape.NeverWritten}}, "pad_token_id": 0,
            "vocab_size": {{shape.Vocabulary}}, "context_length": {{shape.Capacity}},
            "decoder": {
              "session_options": { "log_id": "genai", "intra_op_num_threads": 1, "inter_op_num_threads": 1, "session.intra_op.allow_spinning": "0", "provider_options": [] },
              "filename": "{{graph}}", "head_size": {{shape.HeadSize}}, "hidden_size": {{shape.Width}},
              "num_attention_heads": {{shape.Heads}}, "num_key_value_heads": {{shape.KeyValueHeads}}, "num_hidden_layers": {{shape.Layers}},
              "inputs": { "input_ids": "input_ids", "attention_mask": "attention_mask", "past_key_names": "past_key_values.%d.key", "past_value_names": "past_key_values.%d.value" },
              "outputs": { "logits": "logits", "present_key_names": "present.%d.key", "present_value_names": "present.%d.value" }
            }
          },
          "search": { "do_sample": false, "num_beams": 1, "min_length": 0, "max_length": {{shape.Capacity}}, "past_present_share_buffer": true }
        }
        """;
}
