using System.Text.Json.Serialization;

namespace OnnxInteraction.Package;

/// <summary>The part of model.json the host runs by. Written by training/wren/card.py.</summary>
internal sealed record ModelCard
{
    /// <summary>The contract between graph and host this plugin speaks.</summary>
    public const int SupportedContract = 1;

    public required int Contract { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>The graph's file, relative to the card.</summary>
    public required string Graph { get; init; }

    /// <summary>Recorded input with the trainer's output, relative to the card.</summary>
    public string? SelfTest { get; init; }

    public required string Precision { get; init; }

    public required long Parameters { get; init; }

    public required AudioCard Audio { get; init; }

    public required ShapeCard Shape { get; init; }

    /// <summary>Periods of the clock's Fourier features, in seconds.</summary>
    public required IReadOnlyList<double> ClockPeriods { get; init; }

    public required double RopeBase { get; init; }

    /// <summary>The token streams the graph reads, in the order of its input.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The lanes the graph writes, in the order of its output.</summary>
    public required IReadOnlyList<string> Lanes { get; init; }

    /// <summary>Token names by role.</summary>
    public required ControlCard Controls { get; init; }

    /// <summary>Tokens that stand for stretches of injected text the vocabulary lacks.</summary>
    public required IReadOnlyList<string> Slots { get; init; }

    public required IReadOnlyList<string> Vocabulary { get; init; }

    /// <summary>Positions between a word's end and its token on the heard lane.</summary>
    public required int HeardDelayPositions { get; init; }

    /// <summary>What a voice must read to say a word.</summary>
    public IReadOnlyDictionary<string, string> Pronunciations { get; init; } = new Dictionary<string, string>();

    /// <summary>Spellings the vocabulary has another form for.</summary>
    public IReadOnlyDictionary<string, string> Spellings { get; init; } = new Dictionary<string, string>();
}

/// <summary>How sound becomes dMel levels. Rates in Hz, lengths in samples, powers as log10.</summary>
internal sealed record AudioCard
{
    public required int SampleRate { get; init; }

    public required int Hop { get; init; }

    public required int Window { get; init; }

    public required int Fft { get; init; }

    public required int Bands { get; init; }

    public required float LowHz { get; init; }

    public required float HighHz { get; init; }

    public required float PowerFloor { get; init; }

    public required int Levels { get; init; }

    public required float LevelLow { get; init; }

    public required float LevelHigh { get; init; }

    public required int FramesPerPosition { get; init; }

    public required int PositionsPerTurn { get; init; }

    [JsonIgnore]
    public int SamplesPerTurn => Hop * FramesPerPosition * PositionsPerTurn;

    [JsonIgnore]
    public int LevelsPerPosition => Bands * FramesPerPosition;

    [JsonIgnore]
    public int PositionMilliseconds => 1000 * Hop * FramesPerPosition / SampleRate;
}

internal sealed record ShapeCard
{
    public required int Layers { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int HeadSize { get; init; }

    /// <summary>Positions the network was trained to look back.</summary>
    public required int Window { get; init; }

    /// <summary>Keys and values of one position, in single precision.</summary>
    [JsonIgnore]
    public long CacheBytesPerPosition => 2L * Layers * KeyValueHeads * HeadSize * sizeof(float);
}

internal sealed record ControlCard
{
    public required string Blank { get; init; }

    public required string Other { get; init; }

    public required string End { get; init; }

    public required string Ask { get; init; }

    public required string Cancel { get; init; }

    public required string Result { get; init; }

    public required string Failed { get; init; }

    public required string Progress { get; init; }

    public required string User { get; init; }

    public required string Yield { get; init; }

    public required string Backchannel { get; init; }
}

/// <summary>Recorded positions: what went in, the tokens and every n-th logit that came out of the trainer.</summary>
internal sealed record SelfTest
{
    public required int Positions { get; init; }

    public required int Stride { get; init; }

    public required byte[] Levels { get; init; }

    public required int[] TextIn { get; init; }

    /// <summary>[position][lane].</summary>
    public required int[][] Tokens { get; init; }

    /// <summary>Little-endian float32, [position, lane, every n-th token].</summary>
    public required byte[] Logits { get; init; }

    /// <summary>Little-endian 16-bit PCM at the card's rate.</summary>
    public required byte[] Sound { get; init; }

    /// <summary>The levels the trainer's front end hears in <see cref="Sound"/>.</summary>
    public required byte[] SoundLevels { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelCard))]
[JsonSerializable(typeof(SelfTest))]
internal sealed partial class PackageJson : JsonSerializerContext;
