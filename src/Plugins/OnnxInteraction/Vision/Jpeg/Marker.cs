namespace OnnxInteraction.Vision.Jpeg;

/// <summary>The second byte of the markers a picture may hold (ITU-T T.81, table B.1).</summary>
internal static class Marker
{
    public const byte FrameBaseline = 0xC0;
    public const byte FrameExtended = 0xC1;
    public const byte FrameProgressive = 0xC2;
    public const byte HuffmanTables = 0xC4;
    public const byte Extension = 0xC8;
    public const byte ArithmeticConditions = 0xCC;
    public const byte FrameLast = 0xCF;
    public const byte Restart0 = 0xD0;
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte QuantTables = 0xDB;
    public const byte RestartInterval = 0xDD;
    public const byte App0 = 0xE0;
    public const byte App14 = 0xEE;
    public const byte Temporary = 0x01;

    /// <summary>Whether it stands alone, without a length and contents.</summary>
    public static bool IsBare(byte marker) => marker is Temporary or (>= Restart0 and <= EndOfImage);
}
