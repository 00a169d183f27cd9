using System.Text.Json.Serialization;

namespace OnnxInteraction.Package;

/// <summary>The part of model.json the host runs by. Written by training/wren/card.py.</summary>
internal sealed record ModelCard
{
    /// <summary>The contract between graph and host this plugin speaks. It runs packages of the first, too: they neither see nor open cards.</summary>
    public const int SupportedContract = 2;

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

    /// <summary>What the network is told of how long ago words were; null when nothing.</summary>
    public SinceCard? Since { get; init; }

    [JsonIgnore]
    public SinceCard Ages => Since ?? SinceCard.Nothing;

    /// <summary>Its eyes, or null when it does not see.</summary>
    public SightCard? Sight { get; init; }

    /// <summary>Floats of the graph's clock input: sine and cosine of each period, then what is told of each stream's last word.</summary>
    [JsonIgnore]
    public int ClockWidth => (2 * ClockPeriods.Count) + (Ages.Width * Ages.Streams.Count);

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

/// <summary>The age of the last word of some input streams, told as sines, cosines and ramps of a few periods.</summary>
internal sealed record SinceCard
{
    public static SinceCard Nothing { get; } = new() { Streams = [], Periods = [], LongestPositions = 1 };

    /// <summary>Streams of <see cref="ModelCard.Inputs"/>.</summary>
    public required IReadOnlyList<string> Streams { get; init; }

    /// <summary>In seconds.</summary>
    public required IReadOnlyList<double> Periods { get; init; }

    /// <summary>Positions; told before the first word, and from this age on.</summary>
    public required int LongestPositions { get; init; }

    /// <summary>Floats for one stream.</summary>
    [JsonIgnore]
    public int Width => 3 * Periods.Count;
}

/// <summary>The graph that turns a picture into a few numbers, and what it takes.</summary>
internal sealed record SightCard
{
    /// <summary>The graph's file, relative to the card.</summary>
    public required string Graph { get; init; }

    /// <summary>Pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Floats that a picture becomes.</summary>
    public required int Numbers { get; init; }

    /// <summary>Which turns' pictures the network reads together, counted back from the present one, 0.</summary>
    public required IReadOnlyList<int> TurnsBack { get; init; }

    /// <summary>Floats of one picture: its numbers, and a 1 that says that there is one.</summary>
    [JsonIgnore]
    public int PictureWidth => Numbers + 1;

    /// <summary>Floats of the graph's sight input.</summary>
    [JsonIgnore]
    public int InputWidth => TurnsBack.Count * PictureWidth;
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

    /// <summary>The act lane's cards; null for a model that opens none.</summary>
    public string? Timer { get; init; }

    public string? Counter { get; init; }

    public string? List { get; init; }

    public string? Next { get; init; }

    public string? Close { get; init; }
}

/// <summary>Recorded positions: what went in, the tokens and every n-th logit that came out of the trainer.</summary>
internal sealed record SelfTest
{
    public required int Positions { get; init; }

    public required int Stride { get; init; }

    public required byte[] Levels { get; init; }

    public required int[] TextIn { get; init; }

    /// <summary>Little-endian float32, one row a turn: what the network is given of its eyes.</summary>
    public byte[]? Sights { get; init; }

    /// <summary>[position][lane].</summary>
    public required int[][] Tokens { get; init; }

    /// <summary>Little-endian float32, [position, lane, every n-th token].</summary>
    public required byte[] Logits { get; init; }

    /// <summary>Little-endian 16-bit PCM at the card's rate.</summary>
    public required byte[] Sound { get; init; }

    /// <summary>The levels the trainer's front end hears in <see cref="Sound"/>.</summary>
    public required byte[] SoundLevels { get; init; }

    /// <summary>RGB, row by row; null when the model does not see.</summary>
    public byte[]? Picture { get; init; }

    /// <summary>Little-endian float32: what the trainer's eyes make of <see cref="Picture"/>.</summary>
    public byte[]? PictureSight { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelCard))]
[JsonSerializable(typeof(SelfTest))]
internal sealed partial class PackageJson : JsonSerializerContext;
