using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.OnnxRuntime;

namespace OnnxInteraction.Runtime.Attention;

/// <summary>
/// Puts <see cref="AttentionKernel"/> in the place of ONNX Runtime's kernel for <c>com.microsoft.GroupQueryAttention</c>: the graph
/// stays as it is, and runs without it too. What the kernel does not know (other number types, windows, caps, biases) is refused when the session opens.
/// </summary>
internal static unsafe class AttentionOperator
{
    private const int Query = 0, Key = 1, Value = 2, PastKey = 3, PastValue = 4, Last = 5, Total = 6, Cosine = 7, Sine = 8, Angle = 9, Bias = 10, Sink = 11, Inputs = 12;
    private const int Mixed = 0, PresentKey = 1, PresentValue = 2, Outputs = 3;
    private const int Single = 1, Int32 = 6, Int64 = 7;        // ONNXTensorElementDataType
    private const int Required = 0, Optional = 1;              // OrtCustomOpInputOutputCharacteristic

    /// <summary>Offers the kernel to sessions that are opened with these options, on the CPU.</summary>
    /// <returns>Whether ONNX Runtime took it. Not where the processor has no AVX-512.</returns>
    public static bool Offer(SessionOptions options)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            // The kernel is written for registers of that size; without them ONNX Runtime's is the better one.
            return false;
        }

        bool held = false;
        options.DangerousAddRef(ref held);
        try
        {
            return OrtFunctions.Offer(options.DangerousGetHandle(), "com.microsoft\0"u8, Known.Operator);
        }
        finally
        {
            options.DangerousRelease();
        }
    }

    /// <summary>Lives as long as the process: sessions may.</summary>
    private static class Known
    {
        public static readonly Operator* Operator = Make();
    }

    private static Operator* Make()
    {
        var made = (Operator*)NativeMemory.AllocZeroed((nuint)sizeof(Operator));
        made->Version = OrtFunctions.Version;
        made->GetName = &NameOf;
        made->GetProvider = &ProviderOf;
        made->GetInputType = &InputTypeOf;
        made->GetInputCount = &InputCountOf;
        made->GetOutputType = &OutputTypeOf;
        made->GetOutputCount = &OutputCountOf;
        made->Destroy = &Destroy;
        made->GetInputKind = &InputKindOf;
        made->GetOutputKind = &OutputKindOf;
        made->GetInputMemory = &InputMemoryOf;
        made->Create = &CreateKernel;
        made->Compute = &Compute;
        return made;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* NameOf(Operator* self) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference("GroupQueryAttention\0"u8));

    /// <summary>None named: the CPU.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* ProviderOf(Operator* self) => null;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int InputTypeOf(Operator* self, nuint index) => index switch { Last or Total => Int32, Angle => Int64, _ => Single };

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint InputCountOf(Operator* self) => Inputs;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OutputTypeOf(Operator* self, nuint index) => Single;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint OutputCountOf(Operator* self) => Outputs;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int InputKindOf(Operator* self, nuint index) => index is Query or PastKey or PastValue or Last or Total ? Required : Optional;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OutputKindOf(Operator* self, nuint index) => Required;

    /// <summary>Wherever the provider keeps its tensors.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int InputMemoryOf(Operator* self, nuint index) => 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint CreateKernel(Operator* self, nint api, nint node, nint* kernel)
    {
        *kernel = 0;
        int heads = (int)OrtFunctions.Integer(node, "num_heads\0"u8, 0), shared = (int)OrtFunctions.Integer(node, "kv_num_heads\0"u8, 0);
        float scale = OrtFunctions.Single(node, "scale\0"u8, 0);
        bool known = heads > 0 && shared > 0 && heads % shared == 0 && scale >= 0
            && OrtFunctions.Integer(node, "local_window_size\0"u8, -1) < 0
            && OrtFunctions.Integer(node, "smooth_softmax\0"u8, 0) <= 0
            && OrtFunctions.Single(node, "softcap\0"u8, 0) == 0;
        if (!known)
        {
            return OrtFunctions.Error("attention of a kind that the host's kernel does not know\0"u8);
        }

        var shape = new AttentionShape(heads, shared, scale, OrtFunctions.Integer(node, "do_rotary\0"u8, 0) != 0, OrtFunctions.Integer(node, "rotary_interleaved\0"u8, 0) != 0);
        *kernel = GCHandle.ToIntPtr(GCHandle.Alloc(shape));
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Destroy(nint kernel)
    {
        if (kernel != 0)
        {
            GCHandle.FromIntPtr(kernel).Free();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Compute(nint kernel, nint context)
    {
        var shape = (AttentionShape)GCHandle.FromIntPtr(kernel).Target!;
        Span<long> query = stackalloc long[3], cache = stackalloc long[4];
        nint pastKey = OrtFunctions.Input(context, PastKey);
        if (!OrtFunctions.Shape(OrtFunctions.Input(context, Query), query) || !OrtFunctions.Shape(pastKey, cache))
        {
            return OrtFunctions.Error("attention without queries or a cache\0"u8);
        }

        int size = (int)cache[3];
        if (size % CacheTile.Positions != 0 || query[1] > CacheTile.Held((int)cache[2], size) || OrtFunctions.Input(context, Bias) != 0)
        {
            return OrtFunctions.Error("attention with a head size, a length or a bias that the host's kernel does not know\0"u8);
        }

        var run = new AttentionTensors
        {
            Batch = (int)query[0],
            Tokens = (int)query[1],
            HeadSize = size,
            Entries = (int)cache[2],
            Query = Input(Query),
            Key = Input(Key),
            Value = Input(Value),
            PastKeys = (float*)OrtFunctions.Data(pastKey),
            PastValues = Input(PastValue),
            Keys = (float*)OrtFunctions.Data(OrtFunctions.Output(context, PresentKey, cache)),
            Values = (float*)OrtFunctions.Data(OrtFunctions.Output(context, PresentValue, cache)),
            Last = (int*)OrtFunctions.Data(OrtFunctions.Input(context, Last)),
            Cosines = Input(Cosine),
            Sines = Input(Sine),
            Angles = (long*)OrtFunctions.Data(OrtFunctions.Input(context, Angle)),
            Sinks = Input(Sink),
            Mixed = (float*)OrtFunctions.Data(OrtFunctions.Output(context, Mixed, [query[0], query[1], shape.Heads * size])),
        };
        AttentionKernel.Run(shape, run);
        return 0;

        float* Input(int index) => (float*)OrtFunctions.Data(OrtFunctions.Input(context, index));
    }

    /// <summary>OrtCustomOp of onnxruntime_c_api.h, as far as <see cref="OrtFunctions.Version"/> reads it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Operator
    {
        public uint Version;
        public nint CreateWithoutStatus;
        public delegate* unmanaged[Cdecl]<Operator*, byte*> GetName;
        public delegate* unmanaged[Cdecl]<Operator*, byte*> GetProvider;
        public delegate* unmanaged[Cdecl]<Operator*, nuint, int> GetInputType;
        public delegate* unmanaged[Cdecl]<Operator*, nuint> GetInputCount;
        public delegate* unmanaged[Cdecl]<Operator*, nuint, int> GetOutputType;
        public delegate* unmanaged[Cdecl]<Operator*, nuint> GetOutputCount;
        public nint ComputeWithoutStatus;
        public delegate* unmanaged[Cdecl]<nint, void> Destroy;
        public delegate* unmanaged[Cdecl]<Operator*, nuint, int> GetInputKind;
        public delegate* unmanaged[Cdecl]<Operator*, nuint, int> GetOutputKind;
        public delegate* unmanaged[Cdecl]<Operator*, nuint, int> GetInputMemory;
        public nint VariadicInputMinimum;
        public nint VariadicInputAlike;
        public nint VariadicOutputMinimum;
        public nint VariadicOutputAlike;
        public delegate* unmanaged[Cdecl]<Operator*, nint, nint, nint*, nint> Create;
        public delegate* unmanaged[Cdecl]<nint, nint, nint> Compute;
    }
}
