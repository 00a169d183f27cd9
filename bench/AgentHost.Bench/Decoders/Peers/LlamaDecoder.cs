using System.Runtime.InteropServices;
using static AgentHost.Bench.Decoders.Peers.LlamaNative;

namespace AgentHost.Bench.Decoders.Peers;

/// <summary>The decoder in llama.cpp.</summary>
internal sealed unsafe class LlamaDecoder : IDecoder
{
    private const int SinglePrecision = 0, HalfPrecision = 1;
    private const int All = -1;

    private readonly DecoderShape _shape;
    private readonly nint _model;
    private readonly nint _state;
    private readonly nint _memory;
    private int _context;

    /// <param name="halfCache">Keys and values in half precision, llama.cpp's default, instead of single.</param>
    public LlamaDecoder(string file, DecoderShape shape, bool halfCache)
    {
        _shape = shape;
        Name = halfCache ? "llama.cpp, its default half-precision cache" : "llama.cpp";
        Opaque parameters = llama_context_default_params();
        if ((parameters[OffsetOf.Context], parameters[OffsetOf.Batch], parameters[OffsetOf.Threads], parameters[OffsetOf.KeyType], parameters[OffsetOf.ValueType])
            is not (512, 2_048, 4, HalfPrecision, HalfPrecision))
        {
            throw new InvalidOperationException("llama.cpp: its context parameters are laid out otherwise than in release 0.5.0");
        }

        parameters[OffsetOf.Context] = shape.Capacity;
        parameters[OffsetOf.Batch] = shape.Capacity;
        parameters[OffsetOf.Threads] = 1;
        parameters[OffsetOf.ThreadsOfBatch] = 1;
        parameters[OffsetOf.KeyType] = parameters[OffsetOf.ValueType] = halfCache ? HalfPrecision : SinglePrecision;
        _model = NotNull(llama_model_load_from_file(file, llama_model_default_params()), "the model could not be loaded");
        _state = NotNull(llama_init_from_model(_model, parameters), "no context could be made");
        _memory = llama_get_memory(_state);
    }

    public string Name { get; }

    public void Fill(int positions)
    {
        llama_memory_seq_rm(_memory, 0, 0, All);
        _context = positions;
        if (positions > 0)
        {
            Decode(Tokens.Context(positions, _shape));
        }
    }

    public void Turn(ReadOnlySpan<int> chunk, Span<int> written)
    {
        written[0] = Decode(chunk);
        for (int i = 1; i < written.Length; i++)
        {
            written[i] = Decode(written.Slice(i - 1, 1));
        }
    }

    public void Rewind() => llama_memory_seq_rm(_memory, 0, _context, All);

    public void Dispose()
    {
        llama_free(_state);
        llama_model_free(_model);
    }

    private int Decode(ReadOnlySpan<int> tokens)
    {
        fixed (int* first = tokens)
        {
            int code = llama_decode(_state, llama_batch_get_one((nint)first, tokens.Length));
            if (code != 0)
            {
                throw new InvalidOperationException($"llama.cpp: llama_decode ended with {code}");
            }
        }

        return Tokens.Best(new ReadOnlySpan<float>((void*)llama_get_logits_ith(_state, -1), _shape.Vocabulary));
    }

    private static nint NotNull(nint pointer, string otherwise) => pointer != 0 ? pointer : throw new InvalidOperationException($"llama.cpp: {otherwise}");
}

/// <summary>Loads llama.cpp once, with the backend that fits this processor.</summary>
internal static unsafe class LlamaLibrary
{
    public static void Load(string folder)
    {
        nint backends = NativeLibrary.Load(Directory.GetFiles(folder, "libggml.v*.so").Single());
        nint library = NativeLibrary.Load(Directory.GetFiles(folder, "libllama.v*.so").Single());
        NativeLibraries.Add(Backends, backends);
        NativeLibraries.Add(Library, library);
        llama_log_set((nint)(delegate* unmanaged[Cdecl]<int, nint, nint, void>)&Silent, 0);
        ggml_backend_load_all_from_path(folder);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void Silent(int level, nint text, nint state)
    {
    }
}
