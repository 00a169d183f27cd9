using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace OnnxInteraction.Runtime.Attention;

/// <summary>
/// The functions of ONNX Runtime's C interface that an operator of one's own needs and the .NET package does not show. Their places in
/// the table are part of that interface (onnxruntime_c_api.h, struct OrtApi), which only ever grows at its end.
/// </summary>
internal static unsafe class OrtFunctions
{
    /// <summary>The version of the interface asked for: the first whose operators may report errors.</summary>
    public const uint Version = 16;

    private const int CreateStatusPlace = 0, CreateDomainPlace = 26, AddOperatorPlace = 27, AddDomainPlace = 28, DataPlace = 51, DimensionsPlace = 62, ShapePlace = 65,
        FloatPlace = 85, IntegerPlace = 86, InputPlace = 90, OutputPlace = 91, ReleaseStatusPlace = 93, ReleaseShapePlace = 99;

    private static readonly nint* Places = Table();

    public static nint Error(ReadOnlySpan<byte> message)
    {
        const int InvalidGraph = 10;
        fixed (byte* text = message)
        {
            return ((delegate* unmanaged<int, byte*, nint>)Places[CreateStatusPlace])(InvalidGraph, text);
        }
    }

    /// <summary>Offers an operator to the sessions that are opened with these options. The operator must live as long as they do.</summary>
    /// <param name="name">The domain, ended by a zero.</param>
    /// <returns>Whether it could be.</returns>
    public static bool Offer(nint options, ReadOnlySpan<byte> name, void* operation)
    {
        nint domain;
        fixed (byte* text = name)
        {
            return Places != null
                && Done(((delegate* unmanaged<byte*, nint*, nint>)Places[CreateDomainPlace])(text, &domain))
                && Done(((delegate* unmanaged<nint, void*, nint>)Places[AddOperatorPlace])(domain, operation))
                && Done(((delegate* unmanaged<nint, nint, nint>)Places[AddDomainPlace])(options, domain));
        }
    }

    public static long Integer(nint node, ReadOnlySpan<byte> name, long otherwise)
    {
        long value;
        fixed (byte* text = name)
        {
            return Done(((delegate* unmanaged<nint, byte*, long*, nint>)Places[IntegerPlace])(node, text, &value)) ? value : otherwise;
        }
    }

    public static float Single(nint node, ReadOnlySpan<byte> name, float otherwise)
    {
        float value;
        fixed (byte* text = name)
        {
            return Done(((delegate* unmanaged<nint, byte*, float*, nint>)Places[FloatPlace])(node, text, &value)) ? value : otherwise;
        }
    }

    /// <summary>An input of a run; 0 when the graph leaves it out.</summary>
    public static nint Input(nint context, int index)
    {
        nint value;
        return Done(((delegate* unmanaged<nint, nuint, nint*, nint>)Places[InputPlace])(context, (nuint)index, &value)) ? value : 0;
    }

    /// <summary>An output of a run, of this shape.</summary>
    public static nint Output(nint context, int index, ReadOnlySpan<long> shape)
    {
        nint value;
        fixed (long* dimensions = shape)
        {
            return Done(((delegate* unmanaged<nint, nuint, long*, nuint, nint*, nint>)Places[OutputPlace])(context, (nuint)index, dimensions, (nuint)shape.Length, &value)) ? value : 0;
        }
    }

    /// <summary>A tensor's numbers; null for none.</summary>
    public static void* Data(nint tensor)
    {
        void* data;
        return tensor != 0 && Done(((delegate* unmanaged<nint, void**, nint>)Places[DataPlace])(tensor, &data)) ? data : null;
    }

    /// <summary>A tensor's first dimensions.</summary>
    /// <returns>Whether it is a tensor.</returns>
    public static bool Shape(nint tensor, Span<long> shape)
    {
        nint description;
        if (tensor == 0 || !Done(((delegate* unmanaged<nint, nint*, nint>)Places[ShapePlace])(tensor, &description)))
        {
            return false;
        }

        fixed (long* dimensions = shape)
        {
            bool known = Done(((delegate* unmanaged<nint, long*, nuint, nint>)Places[DimensionsPlace])(description, dimensions, (nuint)shape.Length));
            ((delegate* unmanaged<nint, void>)Places[ReleaseShapePlace])(description);
            return known;
        }
    }

    /// <summary>Whether a call went well; the note of one that did not is let go.</summary>
    private static bool Done(nint status)
    {
        if (status != 0)
        {
            ((delegate* unmanaged<nint, void>)Places[ReleaseStatusPlace])(status);
        }

        return status == 0;
    }

    /// <summary>The table of the library that the .NET package uses; null when it is not found where that looks first.</summary>
    private static nint* Table()
    {
        Assembly package = typeof(InferenceSession).Assembly;
        (string system, string file) = OperatingSystem.IsWindows() ? ("win", "onnxruntime.dll") : OperatingSystem.IsMacOS() ? ("osx", "libonnxruntime.dylib") : ("linux", "libonnxruntime.so");
        string beside = Path.Combine(Path.GetDirectoryName(package.Location) ?? "", "runtimes", $"{system}-{RuntimeInformation.ProcessArchitecture}".ToLowerInvariant(), "native", file);
        if ((!NativeLibrary.TryLoad(file, package, null, out nint library) && !NativeLibrary.TryLoad(beside, out library)) || !NativeLibrary.TryGetExport(library, "OrtGetApiBase", out nint start))
        {
            return null;
        }

        var functions = ((delegate* unmanaged<delegate* unmanaged<uint, nint*>*>)start)();
        return functions[0](Version);
    }
}
