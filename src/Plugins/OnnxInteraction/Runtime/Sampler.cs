namespace OnnxInteraction.Runtime;

/// <summary>Picks a token from logits: the best one, or by chance at a temperature. One per session.</summary>
internal sealed class Sampler(float temperature, int seed)
{
    private readonly Random? _random = temperature > 0 ? new Random(seed) : null;

    /// <returns>The token, or -1 when the logits hold no number: the network has failed.</returns>
    public int Pick(ReadOnlySpan<float> logits)
    {
        int best = -1;
        float highest = float.NegativeInfinity;
        for (int i = 0; i < logits.Length; i++)
        {
            if (logits[i] > highest)
            {
                (best, highest) = (i, logits[i]);
            }
        }

        return best < 0 || float.IsPositiveInfinity(highest) || _random is null ? (float.IsFinite(highest) ? best : -1) : Draw(logits, highest);
    }

    private int Draw(ReadOnlySpan<float> logits, float highest)
    {
        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp((logit - highest) / temperature);
        }

        double left = _random!.NextDouble() * sum;
        int last = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            double share = Math.Exp((logits[i] - highest) / temperature);
            if (share > 0)
            {
                last = i;
                left -= share;
                if (left <= 0)
                {
                    break;
                }
            }
        }

        return last;
    }
}
