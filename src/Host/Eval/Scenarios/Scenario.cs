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

    public IReadOnlyList<TypedText> Typed { get; set; } = [];

    /// <summary>Texts that answer the model's delegations, one after another. Given, the client does the delegated work, not the host's agent.</summary>
    public IReadOnlyList<string> Answers { get; set; } = [];

    /// <summary>How long a delegation takes until its answer.</summary>
    public long AnswerAfterMs { get; set; } = 500;

    /// <summary>How long the session goes on after the user's last word.</summary>
    public long TailMs { get; set; } = 3_000;

    public Expectation Expect { get; set; } = new();

    /// <summary>What people want to know: voice, seed. Not read by the program.</summary>
    public IReadOnlyDictionary<string, JsonElement> Facts { get; set; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
}

/// <summary>A stretch of the user's speech: a WAV file without silence at its ends, and when it begins.</summary>
internal sealed record SpokenPart
{
    /// <summary>Path relative to the scenario's.</summary>
    public required string Wav { get; init; }

    public string Text { get; set; } = "";

    /// <summary>From the session's start; instead of <see cref="AfterMs"/>.</summary>
    public long? AtMs { get; set; }

    /// <summary>From the end of the part before, or from the session's start; with <see cref="AfterWords"/> from that word.</summary>
    public long AfterMs { get; set; }

    /// <summary>Begins when the model has said this many words in the session.</summary>
    public int? AfterWords { get; set; }
}

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

    /// <summary>What a recording says; parts tell themselves.</summary>
    public string? Heard { get; set; }

    public IReadOnlyList<ExpectedCall> Calls { get; set; } = [];

    /// <summary>When people would murmur.</summary>
    public IReadOnlyList<MurmurPlace> Murmurs { get; set; } = [];
}

/// <summary>Words to be said at a time: absolute, or after the end of a part.</summary>
internal sealed record Due(string Says, long? AtMs = null, int? Part = null, long AfterMs = 0, long? EarlyMs = null, long? LateMs = null);

internal sealed record ExpectedCall(string Tool, JsonElement Arguments);

/// <param name="Part">The part after whose end it is.</param>
internal sealed record MurmurPlace(int Part, long AfterMs = 200, long LastsMs = 400);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(Scenario))]
internal sealed partial class ScenarioJson : JsonSerializerContext;
