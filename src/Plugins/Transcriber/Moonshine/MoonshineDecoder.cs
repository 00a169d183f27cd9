using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Transcriber.Moonshine;

/// <summary>
/// Writes token after token, the likeliest each time. What its layers know of the sound and of the tokens before is fed back: of the sound
/// it is computed in the first step only.
/// </summary>
internal sealed class MoonshineDecoder : IDisposable
{
    private const int Start = 1;
    private const int End = 2;

    /// <summary>More tokens than anyone can say in a second; a network that goes in circles ends there.</summary>
    private const double TokensPerSecond = 6.5;
    private const int LeastTokens = 4;

    private const string Past = "past_key_values";
    private const string Present = "present";

    private readonly InferenceSession _session;
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly bool[] _isOfSound;
    private readonly long[][] _empty;

    /// <param name="path">Its file, for messages.</param>
    /// <exception cref="MoonshineException">It is another model's graph; the session is disposed.</exception>
    public MoonshineDecoder(InferenceSession session, string path)
    {
        string[] caches = [.. session.InputMetadata.Keys.Where(name => name.StartsWith(Past, StringComparison.Ordinal))];
        _session = session;
        _inputs = ["input_ids", "encoder_hidden_states", "use_cache_branch", .. caches];
        _outputs = ["logits", .. caches.Select(name => Present + name[Past.Length..])];
        _isOfSound = [.. caches.Select(name => name.Contains(".encoder.", StringComparison.Ordinal))];
        string? missing = _inputs.Except(session.InputMetadata.Keys).Concat(_outputs.Except(session.OutputMetadata.Keys)).FirstOrDefault();
        if (missing is not null || caches.Length == 0)
        {
            session.Dispose();
            throw new MoonshineException($"'{path}' has no '{missing ?? Past}': it is another model's. Delete the folder 'artifacts/moonshine' and build again.");
        }

        // No session of it, one position: the shape that says that there is nothing yet.
        _empty = [.. caches.Select(name => session.InputMetadata[name].Dimensions).Select(shape => new long[] { 0, shape[1], 1, shape[3] })];
    }

    /// <summary>How many tokens a sound of this many samples can be at most.</summary>
    public static int MostTokens(int samples) => Math.Max(LeastTokens, (int)(samples * TokensPerSecond / MoonshineModel.SampleRate));

    /// <param name="sound">What the encoder made of it.</param>
    public IReadOnlyList<int> Write(RunOptions run, OrtValue sound, int most, CancellationToken cancellationToken)
    {
        var written = new List<int>();
        OrtValue[] caches = [.. _empty.Select(shape => OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, shape))];
        try
        {
            long[] last = [Start];
            while (written.Count < most)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int token = Step(run, last, sound, caches, isFirst: written.Count == 0);
                if (token == End)
                {
                    break;
                }

                written.Add(token);
                last[0] = token;
            }
        }
        finally
        {
            Array.ForEach(caches, cache => cache.Dispose());
        }

        return written;
    }

    public void Dispose() => _session.Dispose();

    private int Step(RunOptions run, long[] last, OrtValue sound, OrtValue[] caches, bool isFirst)
    {
        using OrtValue token = OrtValue.CreateTensorValueFromMemory(last, [1, 1]);
        using OrtValue hasCaches = OrtValue.CreateTensorValueFromMemory(new[] { !isFirst }, [1]);
        IDisposableReadOnlyCollection<OrtValue> results = _session.Run(run, _inputs, [token, sound, hasCaches, .. caches], _outputs);
        using OrtValue logits = results[0];
        for (int i = 0; i < caches.Length; i++)
        {
            OrtValue computed = results[i + 1];
            bool keeps = _isOfSound[i] && !isFirst;
            (keeps ? computed : caches[i]).Dispose();
            caches[i] = keeps ? caches[i] : computed;
        }

        return TensorPrimitives.IndexOfMax(logits.GetTensorDataAsSpan<float>());
    }
}
