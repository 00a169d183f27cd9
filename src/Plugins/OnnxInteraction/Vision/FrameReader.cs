using InteractionCore.Model;
using OnnxInteraction.Vision.Jpeg;
using OnnxInteraction.Vision.Png;

namespace OnnxInteraction.Vision;

/// <summary>
/// Turns a client's picture into the few pixels the model's eyes take: decoded, cut around its centre to the shape of the eyes, and
/// averaged by area.
/// </summary>
/// <remarks>
/// One per session, for one thread at a time: buffers are kept from picture to picture, so that a JPEG allocates nothing and a PNG
/// only its inflater. Buffers of a very large picture are given back after it.
/// </remarks>
internal sealed class FrameReader
{
    private readonly AreaResampler _eyes;
    private readonly JpegDecoder _jpeg = new();
    private readonly PngDecoder _png = new();

    /// <param name="width">Pixels per row the model takes.</param>
    /// <param name="height">Rows the model takes.</param>
    public FrameReader(int width, int height) => _eyes = new AreaResampler(width, height);

    /// <summary>Bytes a picture takes for the model: height x width x 3.</summary>
    public int Length => _eyes.Width * _eyes.Height * 3;

    /// <param name="frame">The picture. Its bytes decide between JPEG and PNG, not its media type.</param>
    /// <param name="rgb">Receives uint8 [height, width, 3], <see cref="Length"/> bytes. Undefined after an exception.</param>
    /// <exception cref="FrameException">The picture is too large, broken, truncated or of another format.</exception>
    public void Read(VideoFrame frame, Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, Length, nameof(rgb));
        if (frame.Data.Length > FrameLimits.EncodedBytes)
        {
            throw FrameLimits.Refuse($"The picture has {frame.Data.Length} bytes; at most {FrameLimits.EncodedBytes} are read.");
        }

        if (JpegDecoder.Recognises(frame.Data.Span))
        {
            _jpeg.Decode(frame.Data.Span, _eyes);
        }
        else if (PngDecoder.Recognises(frame.Data.Span))
        {
            _png.Decode(frame.Data, _eyes);
        }
        else
        {
            throw FrameLimits.Refuse($"The picture of type '{Short(frame.MediaType)}' begins with {Start(frame.Data.Span)}, which neither JPEG nor PNG does.");
        }

        _eyes.Finish(rgb);
    }

    private static string Start(ReadOnlySpan<byte> data) => data.IsEmpty ? "no bytes at all" : $"0x{Convert.ToHexString(data[..Math.Min(data.Length, 8)])}";

    private static string Short(string mediaType) => mediaType.Length <= 40 ? mediaType : $"{mediaType.AsSpan(0, 40)}…";
}
