using System.Runtime.InteropServices;
using OnnxInteraction.Package;

namespace OnnxInteraction.Voice.Lark;

/// <summary>Says the word that the package recorded in the trainer.</summary>
internal static class VoiceSelfTester
{
    /// <summary>Runtimes differ by rounding; the phonemes' lengths must not.</summary>
    private const float MostFrameDifference = 0.01f;

    private const float MostSoundDifference = 0.01f;

    /// <exception cref="ModelPackageException">It sounds otherwise.</exception>
    public static void Test(VoicePackage package, string folder)
    {
        VoiceSelfTest test = package.Card.SelfTest;
        int[] phones = package.Pronouncer.Pronounce(test.Word);
        if (!phones.Select(id => package.Card.Phones[id]).SequenceEqual(test.Phones, StringComparer.Ordinal))
        {
            throw Failed(folder, $"the word '{test.Word}' is read as '{string.Join(' ', phones.Select(id => package.Card.Phones[id]))}'");
        }

        ReadOnlySpan<float> wantedFrames = MemoryMarshal.Cast<byte, float>(test.Frames), wantedSound = MemoryMarshal.Cast<byte, float>(test.Sound);
        var renderer = new PhraseRenderer(package, test.Voice);
        renderer.Add(phones);
        List<float> frames = [], sound = [];
        while (renderer.TryRender(1, out PhraseStep step))
        {
            if (!step.Finite)
            {
                throw Failed(folder, "the network's output is not a number");
            }

            frames.AddRange(step.Frames);
            sound.AddRange(step.Sound);
        }

        float frameDifference = Difference(CollectionsMarshal.AsSpan(frames), wantedFrames), soundDifference = Difference(CollectionsMarshal.AsSpan(sound), wantedSound);
        if (!(frameDifference <= MostFrameDifference && soundDifference <= MostSoundDifference))
        {
            throw Failed(folder, $"the word '{test.Word}' differs from the trainer's by {frameDifference:0.###} in its frames and {soundDifference:0.###} in its sound");
        }
    }

    private static ModelPackageException Failed(string folder, string what) =>
        new($"The voice at '{folder}' fails its self-test: {what}. The package is damaged; export it again (training/README.md).");

    private static float Difference(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        float difference = ours.Length == theirs.Length ? 0 : float.PositiveInfinity;
        for (int i = 0; i < Math.Min(ours.Length, theirs.Length); i++)
        {
            difference = Math.Max(difference, Math.Abs(ours[i] - theirs[i]));
        }

        return difference;
    }
}
