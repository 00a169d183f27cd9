using System.Text.Json.Serialization;

namespace OnnxInteraction.Voice.Lark;

/// <summary>The part of voice.json the host runs by. Written by training/lark/card.py.</summary>
internal sealed record VoiceCard
{
    /// <summary>The contract between package and host this plugin speaks: phoneme columns, vocoder and files.</summary>
    public const int SupportedContract = 1;

    public required int Contract { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required long Parameters { get; init; }

    /// <summary>The graph from phonemes to vocoder frames, relative to the card.</summary>
    public required string Graph { get; init; }

    /// <summary>The graph from letters to phonemes, relative to the card.</summary>
    public required string Speller { get; init; }

    /// <summary>Words and their phonemes, a word a line, relative to the card.</summary>
    public required string Lexicon { get; init; }

    /// <summary>The phonemes by id; the first is silence.</summary>
    public required IReadOnlyList<string> Phones { get; init; }

    /// <summary>The speller's letters by id; the first pads.</summary>
    public required string Letters { get; init; }

    /// <summary>What a letter can sound like, by id: phonemes with a space between.</summary>
    public required IReadOnlyList<string> Sounds { get; init; }

    /// <summary>Largest number that a phoneme's place is told by.</summary>
    public required int PlaceLimit { get; init; }

    /// <summary>Shape of what the graph remembers.</summary>
    public required IReadOnlyList<int> History { get; init; }

    public required IReadOnlyList<SpeakerCard> Voices { get; init; }

    public required VoiceSelfTest SelfTest { get; init; }
}

/// <param name="Name">What a session asks for.</param>
/// <param name="Description">For people.</param>
/// <param name="Stretch">How long its phonemes are made: 1 as it learned them, less is faster.</param>
internal sealed record SpeakerCard(string Name, string Description, float Stretch);

/// <summary>A word as the trainer said it.</summary>
/// <param name="Word">Its letters.</param>
/// <param name="Phones">Its phonemes.</param>
/// <param name="Voice">Index of the voice.</param>
/// <param name="Frames">Frames of the word and the pause after it: little-endian float32.</param>
/// <param name="Sound">The vocoder's samples of these frames: little-endian float32.</param>
internal sealed record VoiceSelfTest(string Word, IReadOnlyList<string> Phones, int Voice, byte[] Frames, byte[] Sound);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VoiceCard))]
internal sealed partial class VoiceJson : JsonSerializerContext;
