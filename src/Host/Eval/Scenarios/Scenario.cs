using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentHost.Eval.Scenarios;

/// <summary>What a user does in one session, and what is expected of the model. The fields are explained in docs/evaluation.md.</summary>
internal sealed record Scenario
{
    /// <summary>The suite that judges it.</summary>
    public required string Suite { get; init; }

    /// <summary>A class within the suite: a suite's score is the mean of its classes' means.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The user's whole side as one WAV file, its path relative to the scenario's; instead of <see cref="Parts"/>.</summary>
    public string? Recording { get; init; }

    public IReadOnlyList<SpokenPart> Parts { get; init; } = [];

    public IReadOnlyList<TypedText> Typed { get; init; } = [];

    /// <summary>Texts that answer the model's delegations, one after another. Given, the client does the delegated work, not the host's agent.</summary>
    public IReadOnlyList<string> Answers { get; init; } = [];

    /// <summary>How long a delegation takes until its answer.</summary>
    public long AnswerAfterMs { get; init; } = 500;

    /// <summary>How long the session goes on after the user's last word.</summary>
    public long TailMs { get; init; } = 3_000;

    public Expectation Expect { get; init; } = new();

    /// <summary>What people want to know: voice, seed. Not read by the program.</summary>
    public IReadOnlyDictionary<string, JsonElement> Facts { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
}

/// <summary>A stretch of the user's speech: a WAV file without silence at its ends, and when it begins.</summary>
internal sealed record SpokenPart
{
    /// <summary>Path relative to the scenario's.</summary>
    public required string Wav { get; init; }

    public string Text { get; init; } = "";

    /// <summary>From the session's start; instead of <see cref="AfterMs"/>.</summary>
    public long? AtMs { get; init; }

    /// <summary>From the end of the part before, or from the session's start; with <see cref="AfterWords"/> from that word.</summary>
    public long AfterMs { get; init; }

    /// <summary>Begins when the model has said this many words in the session.</summary>
    public int? AfterWords { get; init; }
}

internal sealed record TypedText(string Text, long AtMs);

/// <summary>What should happen. Which fields count is the suite's matter.</summary>
internal sealed record Expectation
{
    /// <summary>The part that the times refer to, from 0; default the last.</summary>
    public int? Part { get; init; }

    /// <summary>Where the pause or the interruption begins, when the parts do not tell.</summary>
    public long? FromMs { get; init; }

    /// <summary>The reference time: where the question, the pause or the interruption ends, when the parts do not tell.</summary>
    public long? ReferenceMs { get; init; }

    /// <summary>Words to be said at their time.</summary>
    public IReadOnlyList<Due> Due { get; init; } = [];

    /// <summary>Words that the model should say at some time after the reference, in this order.</summary>
    public string Says { get; init; } = "";

    /// <summary>Words that it should not say.</summary>
    public string SaysNot { get; init; } = "";

    /// <summary>What a recording says; parts tell themselves.</summary>
    public string? Heard { get; init; }

    public IReadOnlyList<ExpectedCall> Calls { get; init; } = [];

    /// <summary>When people would murmur.</summary>
    public IReadOnlyList<MurmurPlace> Murmurs { get; init; } = [];
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
