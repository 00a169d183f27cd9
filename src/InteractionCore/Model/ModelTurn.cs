namespace InteractionCore.Model;

/// <summary>
/// One session's input and output of one step. Allocated once per session and reused every turn; the loop fills the input,
/// the model the output, the router reads it. Belongs to one thread at a time.
/// </summary>
public sealed class ModelTurn
{
    private readonly LaneToken[] _tokens;

    public ModelTurn(ModelLayout layout, IModelSession session)
    {
        Session = session;
        AudioIn = new float[layout.InputSamplesPerTurn];
        Context = new int[layout.MaxContextTokensPerTurn];
        AudioOut = new float[layout.OutputSamplesPerTurn];
        _tokens = new LaneToken[layout.MaxTokensPerTurn];
    }

    public IModelSession Session { get; }

    /// <summary>Turn number, from 0. Turn n hears the time from n to n + 1 turn durations after the session's start.</summary>
    public long Index { get; set; }

    /// <summary>PCM, float32 in [-1, 1], length <see cref="ModelLayout.InputSamplesPerTurn"/>.</summary>
    public float[] AudioIn { get; }

    /// <summary>Injected tokens; the first <see cref="ContextCount"/> are valid.</summary>
    public int[] Context { get; }

    public int ContextCount { get; set; }

    /// <summary>PCM the model speaks; the first <see cref="AudioSamples"/> samples are valid. They play in the next turn.</summary>
    public float[] AudioOut { get; }

    public int AudioSamples { get; set; }

    /// <summary>Set by the model when it stops speaking: what was not played yet is void.</summary>
    public bool Yielded { get; set; }

    /// <summary>Set by the model when this session's step failed; the session ends with it, the others go on.</summary>
    public string? Failure { get; set; }

    /// <summary>The tokens written in this turn, in order of time.</summary>
    public ReadOnlySpan<LaneToken> Tokens => _tokens.AsSpan(0, TokenCount);

    public int TokenCount { get; private set; }

    /// <exception cref="InvalidOperationException">The model wrote more tokens than its layout allows.</exception>
    public void Write(LaneToken token)
    {
        if (TokenCount == _tokens.Length)
        {
            throw new InvalidOperationException($"The model wrote more than its layout's {_tokens.Length} tokens in one turn.");
        }

        _tokens[TokenCount++] = token;
    }

    /// <summary>Whether the step put out speech, or words to say.</summary>
    public bool Speaks
    {
        get
        {
            bool says = AudioSamples > 0;
            foreach (LaneToken token in Tokens)
            {
                says |= token.Lane is Lane.Say;
            }

            return says;
        }
    }

    /// <summary>Empties the output; the loop calls it before each step.</summary>
    public void Clear()
    {
        AudioSamples = 0;
        TokenCount = 0;
        Yielded = false;
        Failure = null;
    }
}
