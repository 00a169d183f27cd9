namespace AgentHost.Eval.Scenarios;

/// <summary>Makes the sounds of a room, so that minutes of noise and music need no files. The same seed makes the same sound.</summary>
internal static class SoundMaker
{
    private const float Peak = .25f;
    private const int Rate = ScenarioFile.SampleRate;

    private static readonly Dictionary<string, Func<int, Random, float[]>> Makers = new(StringComparer.Ordinal)
    {
        ["white"] = (length, random) => Noise(length, random, slope: 0),
        ["pink"] = (length, random) => Noise(length, random, slope: 1),
        ["brown"] = (length, random) => Noise(length, random, slope: 2),
        ["hum"] = Hum,
        ["knocks"] = Knocks,
        ["music"] = MusicMaker.Make,
    };

    public static IReadOnlyCollection<string> Kinds => Makers.Keys;

    /// <summary>PCM at <see cref="ScenarioFile.SampleRate"/> Hz with a peak of a quarter of full scale, faded at its ends.</summary>
    public static float[] Make(MadeSound sound)
    {
        float[] samples = Makers[sound.Kind]((int)(sound.Ms * Rate / 1_000), new Random(sound.Seed));
        float fade = Math.Max(1, Math.Min(Rate / 20, samples.Length / 2));
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] *= Math.Min(1, Math.Min(i, samples.Length - 1 - i) / fade);
        }

        float peak = samples.Select(Math.Abs).DefaultIfEmpty().Max();
        return peak == 0 ? samples : [.. samples.Select(sample => sample * (Peak / peak))];
    }

    /// <summary>Noise whose power falls with the frequency: not at all (white), with it (pink), with its square (brown).</summary>
    private static float[] Noise(int length, Random random, int slope)
    {
        var samples = new float[length];
        float brown = 0;
        var rows = new float[12];
        for (int i = 0; i < length; i++)
        {
            float white = (random.NextSingle() * 2) - 1;
            brown = (brown * .995f) + (white * .1f);
            if (slope == 1)
            {
                // Voss and McCartney: row n changes every 2^n samples; their sum is pink.
                rows[Math.Min(rows.Length - 1, System.Numerics.BitOperations.TrailingZeroCount(i + 1))] = white;
            }

            samples[i] = slope switch { 0 => white, 1 => rows.Sum() + ((random.NextSingle() * 2) - 1), _ => brown };
        }

        return samples;
    }

    /// <summary>A fan: the mains and its harmonics over soft brown noise.</summary>
    private static float[] Hum(int length, Random random)
    {
        double mains = random.Next(2) == 0 ? 50 : 60;
        float[] samples = Noise(length, random, slope: 2);
        double loudest = samples.Select(Math.Abs).DefaultIfEmpty(1).Max();
        for (int i = 0; i < length; i++)
        {
            double at = 2 * Math.PI * mains * i / Rate;
            samples[i] = (float)((samples[i] / loudest * .5) + (.3 * Math.Sin(2 * at)) + (.15 * Math.Sin(4 * at)) + (.08 * Math.Sin(6 * at)));
        }

        return samples;
    }

    /// <summary>Steps, keys and doors: short bursts that ring, some each second.</summary>
    private static float[] Knocks(int length, Random random)
    {
        var samples = new float[length];
        for (int start = 0; start < length; start += Rate * random.Next(80, 1_500) / 1_000)
        {
            double pitch = random.Next(90, 2_500), loudness = .2 + (.8 * random.NextDouble()), ring = Rate * random.Next(8, 60) / 1_000.0;
            for (int i = 0; i < 6 * ring && start + i < length; i++)
            {
                double body = Math.Sin(2 * Math.PI * pitch * i / Rate) + (random.NextDouble() - .5);
                samples[start + i] += (float)(loudness * body * Math.Exp(-i / ring));
            }
        }

        return samples;
    }
}
