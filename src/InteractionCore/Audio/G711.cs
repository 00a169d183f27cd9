namespace InteractionCore.Audio;

/// <summary>Telephone companding, ITU-T G.711: 16-bit linear samples to 8 bits and back.</summary>
public static class G711
{
    private const int MuLawBias = 0x84;
    private const int MuLawClip = 32_635;

    public static byte EncodeMuLaw(short sample)
    {
        int sign = sample < 0 ? 0x80 : 0;
        int magnitude = Math.Min(Math.Abs((int)sample), MuLawClip) + MuLawBias;
        int exponent = 7;
        for (int mask = 0x4000; (magnitude & mask) == 0 && exponent > 0; mask >>= 1)
        {
            exponent--;
        }

        int mantissa = (magnitude >> (exponent + 3)) & 0x0F;
        return (byte)~(sign | (exponent << 4) | mantissa);
    }

    public static short DecodeMuLaw(byte code)
    {
        int value = ~code & 0xFF;
        int magnitude = ((((value & 0x0F) << 3) + MuLawBias) << ((value >> 4) & 0x07)) - MuLawBias;
        return (short)((value & 0x80) != 0 ? -magnitude : magnitude);
    }

    public static byte EncodeALaw(short sample)
    {
        int sign = sample >= 0 ? 0x80 : 0;
        int magnitude = Math.Min(sample >= 0 ? sample : -(sample + 1), short.MaxValue);
        int exponent = 7;
        for (int mask = 0x4000; (magnitude & mask) == 0 && exponent > 0; mask >>= 1)
        {
            exponent--;
        }

        int mantissa = exponent == 0 ? (magnitude >> 4) & 0x0F : (magnitude >> (exponent + 3)) & 0x0F;
        return (byte)((sign | (exponent << 4) | mantissa) ^ 0x55);
    }

    public static short DecodeALaw(byte code)
    {
        int value = code ^ 0x55;
        int exponent = (value >> 4) & 0x07, mantissa = value & 0x0F;
        int magnitude = exponent == 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1);
        return (short)((value & 0x80) != 0 ? magnitude : -magnitude);
    }
}
