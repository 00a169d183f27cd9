namespace AgentHost.Load;

/// <summary>A sound with speech's rhythm, for a load that needs no recording: syllables of voiced noise, with a pause now and then.</summary>
internal static class SpeechLikeSound
{
    private const int Seconds = 12;

    public static float[] Create(int sampleRate)
    {
        var random = new Random(1);
        var sound = new float[Seconds * sampleRate];
        double pitch = 0;
        for (int i = 0; i < sound.Length; i++)
        {
            double seconds = i / (double)sampleRate;
            // Four syllables a second; every third second is a pause.
            double syllable = (int)seconds % 3 == 2 ? 0 : Math.Pow(Math.Sin(Math.PI * 4 * seconds), 2);
            pitch += 2 * Math.PI * (120 + (20 * Math.Sin(seconds))) / sampleRate;
            sound[i] = (float)(.3 * syllable * (Math.Sin(pitch) + (.5 * Math.Sin(3 * pitch)) + (.3 * (random.NextDouble() - .5))));
        }

        return sound;
    }
}
