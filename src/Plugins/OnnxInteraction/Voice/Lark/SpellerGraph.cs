using System.Collections.Frozen;
using Microsoft.ML.OnnxRuntime;
using OnnxInteraction.Package;

namespace OnnxInteraction.Voice.Lark;

/// <summary>The network from letters to phonemes. Thread-safe.</summary>
internal sealed class SpellerGraph : IDisposable
{
    private static readonly string[] Inputs = ["letters"];
    private static readonly string[] Outputs = ["sounds"];

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly FrozenDictionary<char, long> _letters;
    private readonly int[][] _sounds;

    /// <exception cref="ModelPackageException">Card and graph disagree.</exception>
    public SpellerGraph(InferenceSession session, VoiceCard card, IReadOnlyDictionary<string, int> phones)
    {
        if (!session.InputMetadata.ContainsKey(Inputs[0]) || !session.OutputMetadata.ContainsKey(Outputs[0]))
        {
            session.Dispose();
            throw new ModelPackageException("The voice's speller has no 'letters' or no 'sounds'. Export the package again (training/README.md).");
        }

        _session = session;
        _letters = card.Letters.Select((letter, id) => (letter, id)).Skip(1).ToFrozenDictionary(x => x.letter, x => (long)x.id);
        _sounds = [.. card.Sounds.Select(sound => sound.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => phones[name]).ToArray())];
    }

    /// <summary>The phonemes of a word; letters it does not know are left out.</summary>
    public int[] Spell(string word)
    {
        long[] letters = [.. word.Where(_letters.ContainsKey).Select(letter => _letters[letter])];
        if (letters.Length == 0)
        {
            return [];
        }

        using OrtValue input = OrtValue.CreateTensorValueFromMemory(letters, [1, letters.Length]);
        using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(_run, Inputs, [input], Outputs);
        return [.. results[0].GetTensorDataAsSpan<long>().ToArray().Where(sound => sound >= 0 && sound < _sounds.Length).SelectMany(sound => _sounds[sound])];
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }
}
