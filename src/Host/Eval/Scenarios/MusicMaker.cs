namespace AgentHost.Eval.Scenarios;

/// <summary>A small band: chords, a bass, a melody that walks over them, and a drum, in a key and a tempo of the seed's.</summary>
internal static class MusicMaker
{
    private const int Rate = ScenarioFile.SampleRate;
    private static readonly int[] Scale = [0, 2, 4, 5, 7, 9, 11];
    private static readonly int[][] Progressions = [[0, 4, 5, 3], [0, 5, 3, 4], [5, 3, 0, 4], [0, 3, 0, 4]];

    public static float[] Make(int length, Random random)
    {
        var samples = new float[length];
        int key = random.Next(45, 57), beat = Rate * 60 / random.Next(84, 140), degree = 7;
        int[] chords = Progressions[random.Next(Progressions.Length)];
        for (int number = 0; number * beat < length; number++)
        {
            int start = number * beat, root = chords[number / 4 % chords.Length];
            if (number % 4 == 0)
            {
                foreach (int third in (int[])[0, 2, 4])
                {
                    Play(samples, start, 4 * beat, Pitch(key + 12, root + third), .16, harmonics: 3);
                }
            }

            if (number % 2 == 0)
            {
                Play(samples, start, 2 * beat, Pitch(key - 12, root), .35, harmonics: 2);
            }

            for (int half = 0; half < 2; half++)
            {
                degree = Math.Clamp(degree + random.Next(-2, 3), 3, 14);
                if (random.Next(4) > 0)
                {
                    Play(samples, start + (half * beat / 2), beat / 2, Pitch(key + 12, degree), .3, harmonics: 5);
                }
            }

            Drum(samples, start, number % 2 == 0 ? 60 : 0, random);
        }

        return samples;
    }

    /// <summary>The frequency of a degree of the major scale over a key, a MIDI note.</summary>
    private static double Pitch(int key, int degree) => 440 * Math.Pow(2, (key + (12 * (degree / 7)) + Scale[degree % 7] - 69) / 12.0);

    private static void Play(float[] samples, int start, int length, double pitch, double loudness, int harmonics)
    {
        for (int i = 0; i < length && start + i < samples.Length; i++)
        {
            double sum = 0, shape = Math.Min(1, i / (.01 * Rate)) * Math.Exp(-2.5 * i / length) * Math.Min(1, (length - i) / (.02 * Rate));
            for (int harmonic = 1; harmonic <= harmonics; harmonic++)
            {
                sum += Math.Sin(2 * Math.PI * pitch * harmonic * i / Rate) / (harmonic * harmonic);
            }

            samples[start + i] += (float)(loudness * shape * sum);
        }
    }

    /// <summary>A kick at a pitch, or a snare's hiss at none.</summary>
    private static void Drum(float[] samples, int start, double pitch, Random random)
    {
        for (int i = 0; i < Rate / 8 && start + i < samples.Length; i++)
        {
            double fall = Math.Exp(-i / (.03 * Rate));
            samples[start + i] += (float)(fall * (pitch > 0 ? .6 * Math.Sin(2 * Math.PI * pitch * (1 + fall) * i / Rate) : .25 * ((random.NextDouble() * 2) - 1)));
        }
    }
}
