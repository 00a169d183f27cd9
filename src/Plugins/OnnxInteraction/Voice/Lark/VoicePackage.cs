using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using OnnxInteraction.Package;
using OnnxInteraction.Runtime;

namespace OnnxInteraction.Voice.Lark;

/// <summary>A folder with a voice card and the files it names, loaded and tried.</summary>
internal sealed class VoicePackage : IDisposable
{
    public const string CardName = "voice.json";

    private VoicePackage(VoiceCard card, VoiceGraph graph, Pronouncer pronouncer) => (Card, Graph, Pronouncer) = (card, graph, pronouncer);

    public VoiceCard Card { get; }

    public VoiceGraph Graph { get; }

    public Pronouncer Pronouncer { get; }

    /// <exception cref="ModelPackageException">The folder is no usable voice package.</exception>
    public static VoicePackage Open(string folder)
    {
        string path = Path.Combine(folder, CardName);
        VoiceCard card = Read(path);
        if (card.Contract != VoiceCard.SupportedContract)
        {
            throw new ModelPackageException(
                $"The voice at '{folder}' speaks contract {card.Contract}; this host speaks contract {VoiceCard.SupportedContract}. Use a package of that contract, or a host of the voice's version.");
        }

        string[] errors = [.. Check(folder, card)];
        if (errors.Length > 0)
        {
            throw new ModelPackageException($"The voice card '{path}' is wrong: {string.Join("; ", errors)}. Export the package again (training/README.md).");
        }

        Dictionary<string, int> phones = card.Phones.Select((name, id) => (name, id)).ToDictionary(x => x.name, x => x.id, StringComparer.Ordinal);
        IReadOnlyDictionary<string, int[]> lexicon = ReadLexicon(Path.Combine(folder, card.Lexicon), phones);
        var graph = new VoiceGraph(OpenGraph(folder, card.Graph), card);
        try
        {
            var speller = new SpellerGraph(OpenGraph(folder, card.Speller), card, phones);
            var package = new VoicePackage(card, graph, new Pronouncer(lexicon, speller));
            VoiceSelfTester.Test(package, folder);
            return package;
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Graph.Dispose();
        Pronouncer.Dispose();
    }

    private static InferenceSession OpenGraph(string folder, string file) => OnnxSessionFactory.Open(Path.Combine(folder, file), Device.Cpu, threads: 1, out _);

    private static VoiceCard Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, VoiceJson.Default.VoiceCard)!;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelPackageException($"There is no voice at '{Path.GetDirectoryName(path)}': '{CardName}' cannot be opened. Point 'voicePackage' of the plugin's settings in plugins.json at a voice package.", exception);
        }
        catch (JsonException exception)
        {
            throw new ModelPackageException($"The voice card '{path}' cannot be read: {exception.Message} Export the package again (training/README.md).", exception);
        }
    }

    private static IEnumerable<string> Check(string folder, VoiceCard card)
    {
        foreach (string file in new[] { card.Graph, card.Speller, card.Lexicon }.Where(file => !File.Exists(Path.Combine(folder, file))))
        {
            yield return $"it names '{file}', which is not in the folder";
        }

        if (card.Phones.Count == 0 || card.Phones.Distinct(StringComparer.Ordinal).Count() != card.Phones.Count)
        {
            yield return "'phones' is empty or holds one twice";
        }

        if (card.Voices.Count == 0 || card.Voices.Any(voice => voice.Stretch is not (> 0.3f and < 3)))
        {
            yield return "'voices' is empty, or a 'stretch' is not between 0.3 and 3";
        }

        if (card.SelfTest.Voice < 0 || card.SelfTest.Voice >= card.Voices.Count)
        {
            yield return "'selfTest' names a voice that is not there";
        }

        if (card.History is not [> 0, > 0, > 0] || card.PlaceLimit < 1)
        {
            yield return "'history' or 'placeLimit' is impossible";
        }
    }

    private static Dictionary<string, int[]> ReadLexicon(string path, Dictionary<string, int> phones)
    {
        var lexicon = new Dictionary<string, int[]>(StringComparer.Ordinal);
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length < 2 || !Array.TrueForAll(parts[1..], phones.ContainsKey))
            {
                throw new ModelPackageException($"Line {number} of the lexicon '{path}' is no word with its phonemes: '{line}'. Export the package again (training/README.md).");
            }

            lexicon[parts[0]] = [.. parts[1..].Select(name => phones[name])];
        }

        return lexicon;
    }
}
