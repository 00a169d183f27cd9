using System.Runtime.InteropServices;

namespace MoshiServer.Opus;

/// <summary>The system's libopus: the six functions that are used of it. Never unloaded.</summary>
internal sealed unsafe class OpusLibrary
{
    /// <summary>Names it has on Linux, macOS and Windows.</summary>
    public static readonly IReadOnlyList<string> Names = ["libopus.so.0", "libopus.0.dylib", "opus.dll"];

    private OpusLibrary(nint library)
    {
        CreateEncoder = (delegate* unmanaged<int, int, int, int*, nint>)NativeLibrary.GetExport(library, "opus_encoder_create");
        Encode = (delegate* unmanaged<nint, float*, int, byte*, int, int>)NativeLibrary.GetExport(library, "opus_encode_float");
        DestroyEncoder = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "opus_encoder_destroy");
        CreateDecoder = (delegate* unmanaged<int, int, int*, nint>)NativeLibrary.GetExport(library, "opus_decoder_create");
        Decode = (delegate* unmanaged<nint, byte*, int, float*, int, int, int>)NativeLibrary.GetExport(library, "opus_decode_float");
        DestroyDecoder = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "opus_decoder_destroy");
    }

    /// <summary>(rate, channels, application, out error) → encoder.</summary>
    public delegate* unmanaged<int, int, int, int*, nint> CreateEncoder { get; }

    /// <summary>(encoder, samples, count, packet, room) → bytes, or a negative error.</summary>
    public delegate* unmanaged<nint, float*, int, byte*, int, int> Encode { get; }

    public delegate* unmanaged<nint, void> DestroyEncoder { get; }

    /// <summary>(rate, channels, out error) → decoder.</summary>
    public delegate* unmanaged<int, int, int*, nint> CreateDecoder { get; }

    /// <summary>(decoder, packet, bytes, samples, room, repair) → samples, or a negative error.</summary>
    public delegate* unmanaged<nint, byte*, int, float*, int, int, int> Decode { get; }

    public delegate* unmanaged<nint, void> DestroyDecoder { get; }

    /// <summary>The first of these libraries that is there and is Opus; null when none is.</summary>
    public static OpusLibrary? TryLoad(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint library) && NativeLibrary.TryGetExport(library, "opus_encode_float", out _) && NativeLibrary.TryGetExport(library, "opus_decode_float", out _))
            {
                return new OpusLibrary(library);
            }
        }

        return null;
    }
}
