using System.Runtime.InteropServices;
using OnnxInteraction.Package;
using OnnxInteraction.Perception;
using OnnxInteraction.Runtime;
using OnnxInteraction.Vision;

namespace OnnxInteraction;

/// <summary>Repeats what the package recorded in the trainer.</summary>
internal static class SelfTester
{
    /// <returns>The share of levels that differ from the trainer's; a level off by more than one counts as all of them.</returns>
    public static double CompareEars(ModelCard card, SelfTest test)
    {
        float[] pcm = [.. MemoryMarshal.Cast<byte, short>(test.Sound).ToArray().Select(sample => sample / 32_768f)];
        var levels = new byte[test.SoundLevels.Length];
        new MelFrontEnd(card.Audio, new MelFilters(card.Audio)).Process(pcm, levels);
        int[] distances = [.. levels.Zip(test.SoundLevels, (ours, theirs) => Math.Abs(ours - theirs))];
        return distances.Max() > 1 ? 1 : distances.Count(distance => distance > 0) / (double)distances.Length;
    }

    /// <returns>The largest difference of a number that the eyes make of the recorded picture; 0 for a model that does not see.</returns>
    public static float CompareEyes(SightGraph? sight, SelfTest test)
    {
        if (sight is null || test.Picture is null)
        {
            return 0;
        }

        using var eyes = new Eyes(sight);
        Span<float> seen = stackalloc float[sight.Card.PictureWidth];
        eyes.Look(test.Picture);
        eyes.Take(seen);
        float difference = 0;
        ReadOnlySpan<float> wanted = MemoryMarshal.Cast<byte, float>(test.PictureSight);
        for (int i = 0; i < wanted.Length; i++)
        {
            float distance = Math.Abs(seen[i] - wanted[i]);
            difference = float.IsNaN(distance) ? float.PositiveInfinity : Math.Max(difference, distance);
        }

        return difference;
    }

    /// <returns>The largest difference of a logit, and how many of the recorded tokens differ.</returns>
    public static (float Difference, int OtherTokens) CompareNetwork(StepGraph graph, ModelCard card, SelfTest test)
    {
        StepSlot slot = graph.Enter();
        ReadOnlySpan<float> wanted = MemoryMarshal.Cast<byte, float>(test.Logits);
        ReadOnlySpan<float> sights = MemoryMarshal.Cast<byte, float>(test.Sights);
        RecentPictures? pictures = card.Sight is { } sight ? new RecentPictures(sight) : null;
        var sampler = new Sampler(temperature: 0, seed: 0);
        var tokens = new TokenInputs(card);
        int lanes = card.Lanes.Count, vocabulary = card.Vocabulary.Count, next = 0, other = 0;
        float difference = 0;
        for (int position = 0; position < test.Positions; position++)
        {
            test.Levels.AsSpan(position * card.Audio.LevelsPerPosition, card.Audio.LevelsPerPosition).CopyTo(slot.Levels);
            if (pictures is not null && position % card.Audio.PositionsPerTurn == 0)
            {
                Span<float> picture = pictures.Next();
                sights.Slice(position / card.Audio.PositionsPerTurn * picture.Length, picture.Length).CopyTo(picture);
                pictures.Arrange();
            }

            pictures?.Input.CopyTo(slot.Sight);
            tokens.Fill(slot.Tokens, slot.Ages, test.TextIn[position]);
            slot.Due = true;
            graph.Run();
            for (int lane = 0; lane < lanes; lane++)
            {
                ReadOnlySpan<float> logits = slot.Logits.Slice(lane * vocabulary, vocabulary);
                other += sampler.Pick(logits) == test.Tokens[position][lane] ? 0 : 1;
                tokens.Write(lane, test.Tokens[position][lane]);
                for (int token = 0; token < vocabulary; token += test.Stride)
                {
                    float distance = Math.Abs(logits[token] - wanted[next++]);
                    difference = float.IsNaN(distance) ? float.PositiveInfinity : Math.Max(difference, distance);
                }
            }
        }

        slot.Bank.Leave(slot);
        return (difference, other);
    }
}
