using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentHost.Eval.Scenarios;

/// <summary>What a user does in one session, and what is expected of the model. The fields are explained in docs/evaluation.md.</summary>
/// <remarks>Optional members are set, not init: the JSON source generator gives init members their type's default, not their own.</remarks>
internal sealed record Scenario
{
    /// <summary>The suite that judges it.</summary>
    public required string Suite { get; init; }

    /// <summary>A class within the suite: a suite's score is the mean of its classes' means.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The user's whole side as one WAV file, its path relative to the scenario's; instead of <see cref="Parts"/>.</summary>
    public string? Recording { get; set; }

    public IReadOnlyList<SpokenPart> Parts { get; set; } = [];

    /// <summary>What the user's camera shows.</summary>
    public CameraFilm? Video { get; set; }

    /// <summary>The model's voice comes back through the user's microphone.</summary>
    public EchoPath? Echo { get; set; }

    public IReadOnlyList<TypedText> Typed { get; set; } = [];

    /// <summary>Texts that answer the model's delegations, one after another. Given, the client does the delegated work, not the host's agent.</summary>
    public IReadOnlyList<string> Answers { get; set; } = [];

    /// <summary>How long a delegation takes until its answer.</summary>
    public long AnswerAfterMs { get; set; } = 500;

    /// <summary>How long the session goes on after the user's last word, and after the video's end.</summary>
    public long TailMs { get; set; } = 3_000;

    public Expectation Expect { get; set; } = new();

    /// <summary>What people want to know: voice, seed. Not read by the program.</summary>
    public IReadOnlyDictionary<string, JsonElement> Facts { get; set; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
}

/// <summary>A stretch of the user's sound: a WAV file without silence at its ends, or a sound that is made, and when it begins.</summary>
internal sealed record SpokenPart
{
    /// <summary>Path relative to the scenario's; or there is a <see cref="Sound"/>.</summary>
    public string Wav { get; set; } = "";

    /// <summary>A sound without a file.</summary>
    public MadeSound? Sound { get; set; }

    /// <summary>Louder or softer, e.g. -12 for somebody at the other end of the room.</summary>
    public double GainDb { get; set; }

    public string Text { get; set; } = "";

    /// <summary>From the session's start; instead of <see cref="AfterMs"/>.</summary>
    public long? AtMs { get; set; }

    /// <summary>From the end of the part before, or from the session's start; with <see cref="AfterWords"/> from that word.</summary>
    public long AfterMs { get; set; }

    /// <summary>Begins when the model has said this many words in the session.</summary>
    public int? AfterWords { get; set; }
}

/// <param name="Kind">One of <see cref="SoundMaker.Kinds"/>.</param>
/// <param name="Ms">How long it lasts.</param>
/// <param name="Seed">The same seed makes the same sound.</param>
internal sealed record MadeSound(string Kind, long Ms, int Seed = 1);

/// <param name="Jpegs">A file of JPEG pictures one after another; path relative to the scenario's.</param>
/// <param name="FramesPerSecond">How fast they follow.</param>
/// <param name="AtMs">When the first is shown, from the session's start.</param>
internal sealed record CameraFilm(string Jpegs, double FramesPerSecond = 5, long AtMs = 0);

/// <param name="AfterMs">From the loudspeaker to the microphone.</param>
/// <param name="GainDb">How much softer it comes back.</param>
internal sealed record EchoPath(long AfterMs = 120, double GainDb = -20);

internal sealed record TypedText(string Text, long AtMs);

/// <summary>What should happen. Which fields count is the suite's matter.</summary>
internal sealed record Expectation
{
    /// <summary>The part that the times refer to, from 0; default the last.</summary>
    public int? Part { get; set; }

    /// <summary>Where the pause or the interruption begins, when the parts do not tell.</summary>
    public long? FromMs { get; set; }

    /// <summary>The reference time: where the question, the pause or the interruption ends, when the parts do not tell.</summary>
    public long? ReferenceMs { get; set; }

    /// <summary>Words to be said at their time.</summary>
    public IReadOnlyList<Due> Due { get; set; } = [];

    /// <summary>Words that the model should say at some time after the reference, in this order.</summary>
    public string Says { get; set; } = "";

    /// <summary>Words that it should not say.</summary>
    public string SaysNot { get; set; } = "";

    /// <summary>How the model should take what the user says over it: "respond" or "resume".</summary>
    public string Behaviour { get; set; } = "";

    /// <summary>The end of what the model was saying: heard when it resumes.</summary>
    public string Rest { get; set; } = "";

    /// <summary>When each repetition ends, from the session's start.</summary>
    public IReadOnlyList<long> RepetitionsMs { get; set; } = [];

    /// <summary>From when to when the action lasts, from the session's start.</summary>
    public IReadOnlyList<ExpectedSpan> Spans { get; set; } = [];

    /// <summary>What a recording says; parts tell themselves.</summary>
    public string? Heard { get; set; }

    public IReadOnlyList<ExpectedCall> Calls { get; set; } = [];

    /// <summary>When people would murmur.</summary>
    public IReadOnlyList<MurmurPlace> Murmurs { get; set; } = [];
}

/// <summary>Words to be said at a time: absolute, or after the end of a part.</summary>
internal sealed record Due(string Says, long? AtMs = null, int? Part = null, long AfterMs = 0, long? EarlyMs = null, long? LateMs = null);

internal sealed record ExpectedSpan(long FromMs, long ToMs);

internal sealed record ExpectedCall(string Tool, JsonElement Arguments);

/// <param name="Part">The part after whose end it is.</param>
internal sealed record MurmurPlace(int Part, long AfterMs = 200, long LastsMs = 400);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(Scenario))]
internal sealed partial class ScenarioJson : JsonSerializerContext;
