using System.Runtime.InteropServices;

namespace AgentHost.Bench.Decoders.Peers;

/// <summary>The part of ONNX Runtime GenAI's C interface (ort_genai_c.h) that a decoder needs.</summary>
internal static partial class GenAINative
{
    public const string Library = "onnxruntime-genai";

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint OgaCreateModel(string configFolder, out nint model);

    [LibraryImport(Library)]
    public static partial nint OgaCreateGeneratorParams(nint model, out nint parameters);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint OgaGeneratorParamsSetSearchNumber(nint parameters, string name, double value);

    [LibraryImport(Library)]
    public static partial nint OgaCreateGenerator(nint model, nint parameters, out nint generator);

    [LibraryImport(Library)]
    public static partial nint OgaGenerator_AppendTokens(nint generator, ReadOnlySpan<int> tokens, nuint count);

    [LibraryImport(Library)]
    public static partial nint OgaGenerator_GenerateNextToken(nint generator);

    [LibraryImport(Library)]
    public static partial nint OgaGenerator_GetNextTokens(nint generator, out nint tokens, out nuint count);

    [LibraryImport(Library)]
    public static partial nint OgaGenerator_RewindTo(nint generator, nuint length);

    [LibraryImport(Library)]
    public static partial nint OgaResultGetError(nint result);

    [LibraryImport(Library)]
    public static partial void OgaDestroyResult(nint result);

    [LibraryImport(Library)]
    public static partial void OgaDestroyGenerator(nint generator);

    [LibraryImport(Library)]
    public static partial void OgaDestroyGeneratorParams(nint parameters);

    [LibraryImport(Library)]
    public static partial void OgaDestroyModel(nint model);

    /// <exception cref="InvalidOperationException">The call failed.</exception>
    public static void Check(nint result)
    {
        if (result != 0)
        {
            string message = Marshal.PtrToStringUTF8(OgaResultGetError(result)) ?? "no message";
            OgaDestroyResult(result);
            throw new InvalidOperationException($"ONNX Runtime GenAI: {message}");
        }
    }
}
