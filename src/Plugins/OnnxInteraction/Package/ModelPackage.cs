using System.Text.Json;
using InteractionCore.Plugins;
using OnnxInteraction.Runtime;

namespace OnnxInteraction.Package;

/// <summary>A model package cannot be used. The message names the file, what is wrong, and the next move.</summary>
internal sealed class ModelPackageException(string message, Exception? inner = null) : SetupException(message, inner);

/// <summary>A folder with a model card and the files it names.</summary>
internal sealed class ModelPackage
{
    public const string CardName = "model.json";

    private ModelPackage(string folder, ModelCard card) => (Folder, Card) = (folder, card);

    public string Folder { get; }

    public ModelCard Card { get; }

    public string GraphPath => Path.Combine(Folder, Card.Graph);

    /// <summary>The eyes' graph, or null when the model does not see.</summary>
    public string? SightPath => Card.Sight is { } sight ? Path.Combine(Folder, sight.Graph) : null;

    /// <exception cref="ModelPackageException">The folder is no usable package.</exception>
    public static ModelPackage Open(string folder)
    {
        string path = Path.Combine(folder, CardName);
        if (!File.Exists(path))
        {
            throw new ModelPackageException(
                $"There is no model at '{folder}': '{CardName}' was not found. Point 'model' of the plugin's settings in plugins.json at a model package.");
        }

        ModelCard card = Read(path);
        if (card.Contract is < 1 or > ModelCard.SupportedContract)
        {
            throw new ModelPackageException(
                $"The model at '{folder}' speaks contract {card.Contract}; this host speaks contracts 1 to {ModelCard.SupportedContract}. Use a package of that contract, or a host of the model's version.");
        }

        var package = new ModelPackage(folder, card);
        string[] errors = [.. Check(card), .. Missing("graph", package.GraphPath), .. Missing("sight.graph", package.SightPath)];
        return errors.Length == 0 ? package : throw new ModelPackageException(
            $"The model card '{path}' is wrong: {string.Join("; ", errors)}. Export the package again (training/README.md).");
    }

    /// <summary>The recorded self-test, or null when the package has none.</summary>
    /// <exception cref="ModelPackageException">Its file is missing or damaged.</exception>
    public SelfTest? ReadSelfTest()
    {
        if (Card.SelfTest is null)
        {
            return null;
        }

        string path = Path.Combine(Folder, Card.SelfTest);
        try
        {
            using FileStream file = File.OpenRead(path);
            SelfTest test = JsonSerializer.Deserialize(file, PackageJson.Default.SelfTest) ?? throw new JsonException("It is null.");
            return IsWhole(test) ? test : throw new JsonException($"Its recordings are not {test.Positions} positions long.");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ModelPackageException($"The self-test '{path}' cannot be read: {exception.Message} Copy the package again, or export it again (training/README.md).", exception);
        }
    }

    private static string[] Missing(string name, string? path) =>
        path is null || File.Exists(path) ? [] : [$"'{name}' names '{Path.GetFileName(path)}', which is not in the folder"];

    private bool IsWhole(SelfTest test) =>
        test.Levels.Length == test.Positions * Card.Audio.LevelsPerPosition && test.TextIn.Length == test.Positions && test.Tokens.Length == test.Positions
        && (test.Sights?.Length ?? 0) == sizeof(float) * (Card.Sight?.PictureWidth ?? 0) * ((test.Positions + Card.Audio.PositionsPerTurn - 1) / Card.Audio.PositionsPerTurn)
        && test.Tokens.All(tokens => tokens.Length == Card.Lanes.Count)
        && test.Logits.Length == sizeof(float) * test.Positions * Card.Lanes.Count * ((Card.Vocabulary.Count + test.Stride - 1) / Math.Max(1, test.Stride));

    private static ModelCard Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, PackageJson.Default.ModelCard)!;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ModelPackageException($"The model card '{path}' cannot be read: {exception.Message} Export the package again (training/README.md).", exception);
        }
    }

    private static IEnumerable<string> Check(ModelCard card)
    {
        ControlCard controls = card.Controls;
        var vocabulary = card.Vocabulary.ToHashSet(StringComparer.Ordinal);
        if (vocabulary.Count != card.Vocabulary.Count)
        {
            yield return "'vocabulary' holds a word twice";
        }

        string?[] cards = [controls.Timer, controls.Counter, controls.List, controls.Next, controls.Close];
        string[] needed =
        [
            controls.Blank, controls.Other, controls.End, controls.Ask, controls.Cancel, controls.Result, controls.Failed, controls.Progress, controls.User,
            controls.Yield, controls.Backchannel, .. cards.OfType<string>(), .. card.Slots,
        ];
        foreach (string name in needed.Where(name => !vocabulary.Contains(name)))
        {
            yield return $"'vocabulary' lacks '{name}', which 'controls' or 'slots' names";
        }

        if (card.Vocabulary.Count == 0 || card.Vocabulary[0] != controls.Blank)
        {
            yield return $"'vocabulary' does not begin with '{controls.Blank}'";
        }

        foreach (string lane in card.Lanes.Where(lane => lane is not ("heard" or "say" or "act" or "delegate" or "ui")))
        {
            yield return $"'lanes' names '{lane}', which this host does not know";
        }

        string[] streams = [.. card.Lanes, TokenInputs.TextIn];
        if (!card.Inputs.Take(streams.Length).SequenceEqual(streams, StringComparer.Ordinal)
            || !card.Inputs.Skip(streams.Length).All(input => streams.Any(stream => input == stream + TokenInputs.BeforeSuffix)))
        {
            yield return $"'inputs' is not the lanes, '{TokenInputs.TextIn}', then any of these with '{TokenInputs.BeforeSuffix}'";
        }

        if (card.Ages.LongestPositions <= 0 || !card.Ages.Streams.All(stream => streams.Contains(stream, StringComparer.Ordinal)))
        {
            yield return "'since' does not name streams of 'inputs' and a longest age";
        }

        if (card.Sight is { } eyes && (eyes.TurnsBack.Count == 0 || eyes.TurnsBack.Any(back => back is < 0 or > 1000)))
        {
            yield return "'sight.turnsBack' does not name turns from 0 to 1000";
        }

        if (card.Sight is { } sight && (sight.Width is < 1 or > 1024 || sight.Height is < 1 or > 1024 || sight.Numbers is < 1 or > 4096))
        {
            yield return $"'sight' takes pictures of {sight.Width} x {sight.Height} pixels and makes {sight.Numbers} numbers of them; 1 to 1024 and 1 to 4096 are possible";
        }

        AudioCard audio = card.Audio;
        if (audio.Window < audio.Hop || audio.Window > audio.Fft || audio.Levels is < 2 or > 256 || audio.LevelHigh <= audio.LevelLow || audio.SamplesPerTurn <= 0)
        {
            yield return "'audio' does not describe a possible front end";
        }

        if (card.Shape.Layers <= 0 || card.Shape.KeyValueHeads <= 0 || card.Shape.Window < 2 * audio.PositionsPerTurn || card.Shape.HeadSize % 2 != 0)
        {
            yield return "'shape' does not describe a possible attention cache";
        }
    }
}
