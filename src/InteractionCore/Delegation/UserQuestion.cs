using System.Text.Json;

namespace InteractionCore.Delegation;

/// <summary>What a tool, or the host on its behalf, wants to know from the user.</summary>
/// <param name="Asker">Who asks, e.g. an MCP server's name.</param>
/// <param name="Message">The question, for a person.</param>
public sealed record UserQuestion(string Asker, string Message)
{
    /// <summary>What to fill in, in order. None: the question is answered with yes or no.</summary>
    public IReadOnlyList<QuestionField> Fields { get; init; } = [];

    /// <summary>A page to visit instead of answering here; the answer says only whether the user went.</summary>
    public Uri? Page { get; init; }
}

public enum FieldKind
{
    Text,
    Number,
    WholeNumber,
    YesNo,

    /// <summary>One of <see cref="QuestionField.Options"/>.</summary>
    OneOf,

    /// <summary>Any of <see cref="QuestionField.Options"/>.</summary>
    SomeOf,
}

/// <param name="Name">Its name in the answer.</param>
/// <param name="Title">Its name for a person.</param>
/// <param name="Kind">What kind of value it takes.</param>
public sealed record QuestionField(string Name, string Title, FieldKind Kind)
{
    public string? Description { get; init; }

    public bool Required { get; init; }

    /// <summary>Taken when nothing is said.</summary>
    public JsonElement? Default { get; init; }

    public IReadOnlyList<FieldOption> Options { get; init; } = [];

    /// <summary>Least number, least characters or least options.</summary>
    public double? Least { get; init; }

    /// <summary>Greatest number, most characters or most options.</summary>
    public double? Most { get; init; }

    /// <summary>email, uri, date or date-time, for a text.</summary>
    public string? Format { get; init; }
}

/// <param name="Value">As it stands in the answer.</param>
/// <param name="Title">For a person.</param>
public sealed record FieldOption(string Value, string Title);

public enum UserReply
{
    Accepted,

    /// <summary>The user said no.</summary>
    Declined,

    /// <summary>Nobody answered, or nobody could be asked.</summary>
    NoAnswer,
}

/// <summary>The user's answer.</summary>
/// <param name="Reply">Whether there is one.</param>
/// <param name="Values">By field, when accepted.</param>
public sealed record UserAnswer(UserReply Reply, IReadOnlyDictionary<string, JsonElement> Values)
{
    public static UserAnswer Accepted { get; } = new(UserReply.Accepted, new Dictionary<string, JsonElement>());

    public static UserAnswer Declined { get; } = new(UserReply.Declined, new Dictionary<string, JsonElement>());

    public static UserAnswer None { get; } = new(UserReply.NoAnswer, new Dictionary<string, JsonElement>());
}
