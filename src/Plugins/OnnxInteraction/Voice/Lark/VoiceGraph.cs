using Microsoft.ML.OnnxRuntime;
using OnnxInteraction.Package;

namespace OnnxInteraction.Voice.Lark;

/// <summary>The network from phonemes to vocoder frames. Thread-safe: what it remembers of a stream is the stream's own.</summary>
internal sealed class VoiceGraph : IDisposable
{
    private static readonly string[] Inputs = ["phone", "voice", "stretch", "most_steps", "history"];
    private static readonly string[] Outputs = ["frames", "next_history"];

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly long[] _historyShape;

    /// <exception cref="ModelPackageException">Card and graph disagree.</exception>
    public VoiceGraph(InferenceSession session, VoiceCard card)
    {
        (_session, _historyShape) = (session, [.. card.History.Select(size => (long)size)]);
        HistoryLength = card.History.Aggregate(1, (product, size) => product * size);
        string[] errors =
        [
            .. Inputs.Where(name => !session.InputMetadata.ContainsKey(name)).Select(name => $"the graph has no '{name}'"),
            .. Outputs.Where(name => !session.OutputMetadata.ContainsKey(name)).Select(name => $"the graph has no '{name}'"),
        ];
        if (errors.Length == 0 && (session.InputMetadata["phone"].Dimensions[^1] != PhoneQueue.Columns || session.OutputMetadata["frames"].Dimensions[^1] != Vocoder.FrameLength))
        {
            errors = ["a phoneme or a frame is of another length"];
        }

        if (errors.Length == 0 && !session.InputMetadata["history"].Dimensions.SequenceEqual(card.History))
        {
            errors = ["'history' is of another shape"];
        }

        if (errors.Length > 0)
        {
            session.Dispose();
            throw new ModelPackageException($"The voice's card and graph disagree: {string.Join("; ", errors)}. Export the package again (training/README.md).");
        }
    }

    /// <summary>How many numbers a stream remembers; zeros before the first phoneme.</summary>
    public int HistoryLength { get; }

    /// <summary>Speaks one phoneme.</summary>
    /// <param name="phone">What <see cref="PhoneQueue.TryNext"/> says of it.</param>
    /// <param name="voice">Index of the voice.</param>
    /// <param name="stretch">How long it is made.</param>
    /// <param name="mostSteps">Its longest length, in steps of 10 ms.</param>
    /// <param name="history">What the stream remembers; updated.</param>
    /// <param name="frames">Receives the frames.</param>
    /// <returns>How many numbers it wrote; 0 when the network's output is not finite.</returns>
    public int Speak(long[] phone, int voice, float stretch, int mostSteps, float[] history, float[] frames)
    {
        using OrtValue phoneValue = OrtValue.CreateTensorValueFromMemory(phone, [phone.Length]);
        using OrtValue voiceValue = OrtValue.CreateTensorValueFromMemory(new[] { (long)voice }, [1]);
        using OrtValue stretchValue = OrtValue.CreateTensorValueFromMemory(new[] { stretch }, [1]);
        using OrtValue mostValue = OrtValue.CreateTensorValueFromMemory(new[] { (long)mostSteps }, [1]);
        using OrtValue historyValue = OrtValue.CreateTensorValueFromMemory(history, _historyShape);
        using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(_run, Inputs, [phoneValue, voiceValue, stretchValue, mostValue, historyValue], Outputs);
        ReadOnlySpan<float> written = results[0].GetTensorDataAsSpan<float>();
        foreach (float number in written)
        {
            if (!float.IsFinite(number))
            {
                return 0;
            }
        }

        written.CopyTo(frames);
        results[1].GetTensorDataAsSpan<float>().CopyTo(history);
        return written.Length;
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }
}
