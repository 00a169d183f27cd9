using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AgentHost.Bench.Decoders.Peers;

/// <summary>The part of llama.cpp's C interface (llama.h of release 0.5.0) that a decoder needs.</summary>
internal static partial class LlamaNative
{
    public const string Library = "llama", Backends = "ggml";

    /// <summary>A structure passed by value whose fields are reached by offset: only a few of them are ever set.</summary>
    [InlineArray(Size)]
    public struct Opaque
    {
        public const int Size = 256;

        private byte _first;

        public int this[OffsetOf field]
        {
            readonly get => Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref Unsafe.AsRef(in _first), (int)field));
            set => Unsafe.WriteUnaligned(ref Unsafe.Add(ref _first, (int)field), value);
        }
    }

    /// <summary>Offsets of the fields of llama_context_params that are set.</summary>
    public enum OffsetOf
    {
        Context = 0,
        Batch = 4,
        SubBatch = 8,
        Threads = 28,
        ThreadsOfBatch = 32,
        KeyType = 104,
        ValueType = 108,
    }

    [LibraryImport(Backends, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void ggml_backend_load_all_from_path(string folder);

    [LibraryImport(Library)]
    public static partial void llama_log_set(nint callback, nint state);

    [LibraryImport(Library)]
    public static partial Opaque llama_model_default_params();

    [LibraryImport(Library)]
    public static partial Opaque llama_context_default_params();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint llama_model_load_from_file(string path, Opaque parameters);

    [LibraryImport(Library)]
    public static partial nint llama_init_from_model(nint model, Opaque parameters);

    [LibraryImport(Library)]
    public static partial Opaque llama_batch_get_one(nint tokens, int count);

    [LibraryImport(Library)]
    public static partial int llama_decode(nint context, Opaque batch);

    [LibraryImport(Library)]
    public static partial nint llama_get_logits_ith(nint context, int index);

    [LibraryImport(Library)]
    public static partial nint llama_get_memory(nint context);

    [LibraryImport(Library)]
    public static partial byte llama_memory_seq_rm(nint memory, int sequence, int from, int to);

    [LibraryImport(Library)]
    public static partial void llama_free(nint context);

    [LibraryImport(Library)]
    public static partial void llama_model_free(nint model);
}
