namespace OnnxInteraction.Vision.Jpeg;

/// <summary>Whether three components are YCbCr or RGB, which the markers of JFIF and Adobe say, or else the components' names.</summary>
internal sealed class ColourSpace
{
    private bool _jfif;
    private int _adobeTransform;

    public void Forget() => (_jfif, _adobeTransform) = (false, -1);

    public void ReadApp(byte marker, ReadOnlySpan<byte> segment)
    {
        _jfif |= marker == Marker.App0 && segment.StartsWith("JFIF\0"u8);
        if (marker == Marker.App14 && segment.StartsWith("Adobe"u8) && segment.Length >= 12)
        {
            _adobeTransform = segment[11];
        }
    }

    public bool IsRgb(ReadOnlySpan<JpegComponent> components) => !_jfif && _adobeTransform switch
    {
        0 => true,
        -1 => components.Length == 3 && components[0].Id == 'R' && components[1].Id == 'G' && components[2].Id == 'B',
        _ => false,
    };
}
