using System.Runtime.InteropServices;

namespace MoshiServer.Opus;

/// <summary>An encoder or a decoder of libopus, freed with this.</summary>
internal sealed unsafe class OpusHandle : SafeHandle
{
    private readonly delegate* unmanaged<nint, void> _destroy;

    public OpusHandle(nint state, delegate* unmanaged<nint, void> destroy, int error)
        : base(0, ownsHandle: true)
    {
        _destroy = destroy;
        SetHandle(state);
        if (IsInvalid || error != 0)
        {
            throw new InvalidOperationException($"libopus makes no codec (error {error}).");
        }
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _destroy(handle);
        return true;
    }
}

/// <summary>Encodes sound of one channel. One caller at a time, which also disposes it.</summary>
internal sealed unsafe class OpusEncoder : IDisposable
{
    /// <summary>The longest packet Opus has for one frame.</summary>
    public const int MaxPacketBytes = 1_275;

    /// <summary>Faithful to the sound rather than to its words: the server's model hears more than words.</summary>
    private const int Audio = 2_049;

    private readonly OpusLibrary _opus;
    private readonly OpusHandle _state;

    public OpusEncoder(OpusLibrary opus, int rate)
    {
        int error;
        _opus = opus;
        _state = new OpusHandle(opus.CreateEncoder(rate, 1, Audio, &error), opus.DestroyEncoder, error);
    }

    /// <summary>Encodes one frame of 2.5, 5, 10, 20, 40 or 60 ms; returns the packet's length.</summary>
    public int Encode(ReadOnlySpan<float> frame, Span<byte> packet)
    {
        ObjectDisposedException.ThrowIf(_state.IsClosed, this);
        fixed (float* samples = frame)
        fixed (byte* bytes = packet)
        {
            int length = _opus.Encode(_state.DangerousGetHandle(), samples, frame.Length, bytes, packet.Length);
            return length > 0 ? length : throw new InvalidOperationException($"libopus does not encode {frame.Length} samples (error {length}).");
        }
    }

    public void Dispose() => _state.Dispose();
}

/// <summary>Decodes to one channel. One caller at a time, which also disposes it.</summary>
internal sealed unsafe class OpusDecoder : IDisposable
{
    private readonly OpusLibrary _opus;
    private readonly OpusHandle _state;

    public OpusDecoder(OpusLibrary opus, int rate)
    {
        int error;
        _opus = opus;
        _state = new OpusHandle(opus.CreateDecoder(rate, 1, &error), opus.DestroyDecoder, error);
    }

    /// <summary>Decodes one packet; returns how many samples it has.</summary>
    /// <param name="samples">Room for 120 ms.</param>
    /// <exception cref="InvalidDataException">It is no packet.</exception>
    public int Decode(ReadOnlySpan<byte> packet, Span<float> samples)
    {
        ObjectDisposedException.ThrowIf(_state.IsClosed, this);
        fixed (byte* bytes = packet)
        fixed (float* decoded = samples)
        {
            int count = packet.IsEmpty ? 0 : _opus.Decode(_state.DangerousGetHandle(), bytes, packet.Length, decoded, samples.Length, 0);
            return count >= 0 ? count : throw new InvalidDataException($"a packet of {packet.Length} bytes is no Opus (error {count}).");
        }
    }

    public void Dispose() => _state.Dispose();
}
