using System.Text;
using System.Text.Json;
using InteractionCore.Injections;

namespace InteractionCore.Delegation.Questions;

/// <summary>
/// A question that the user is being asked: what is filled in so far, by voice field after field, or by the card all at once.
/// Guarded by the desk's lock.
/// </summary>
internal sealed class OpenQuestion
{
    /// <summary>After this much silence, what was said counts as the answer.</summary>
    private const long EndOfAnswerMs = 1_000;

    /// <summary>A spoken answer that is not understood is asked for again this often; then the card is left.</summary>
    private const int MaxRepeats = 2;

    private static readonly QuestionField Consent = new("", "yes or no", FieldKind.YesNo) { Required = true };

    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly StringBuilder _heard = new();
    private readonly QuestionField[] _spoken;
    private int _field;
    private int _repeats;
    private bool _asked;
    private long _lastHeardMs;

    public OpenQuestion(string surfaceId, UserQuestion question)
    {
        (SurfaceId, Question) = (surfaceId, question);
        QuestionField[] required = [.. question.Fields.Where(field => field.Required)];
        // By voice what must be answered is asked for; of a form in which nothing must, the first.
        _spoken = question.Page is not null || question.Fields.Count == 0 ? [Consent] : required.Length > 0 ? required : [question.Fields[0]];
    }

    public string SurfaceId { get; }

    public UserQuestion Question { get; }

    /// <summary>Set by whichever answers first.</summary>
    public TaskCompletionSource<UserAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is said when it is asked.</summary>
    public string Spoken => string.Join(' ', new[] { Sentence(Question.Message), Question.Page is not null ? "I show you the page." : Prompt(_spoken[0]) }.Where(part => part.Length > 0));

    /// <summary>The question has reached the live stream: what is said from now on may be its answer.</summary>
    public void Asked() => _asked = true;

    public void Hear(string words, long timeMs)
    {
        if (_asked && Question.Page is null)
        {
            _heard.Append(words.StartsWith(' ') ? "" : " ").Append(words);
            _lastHeardMs = timeMs;
        }
    }

    /// <returns>What to say next: the next field, or the same again; null for nothing.</returns>
    public string? Tick(long nowMs)
    {
        if (_heard.Length == 0 || nowMs - _lastHeardMs < EndOfAnswerMs)
        {
            return null;
        }

        string said = _heard.ToString();
        _heard.Clear();
        var reply = SpokenReply.Read(_spoken[_field], said);
        if (reply.Refused || (_spoken[_field] == Consent && reply.Value is { ValueKind: JsonValueKind.False }))
        {
            Answer.TrySetResult(UserAnswer.Declined);
            return null;
        }

        if (reply.Value is not { } value)
        {
            return _repeats++ < MaxRepeats ? $"I did not get that. {Prompt(_spoken[_field])}" : null;
        }

        if (_spoken[_field] != Consent)
        {
            _values[_spoken[_field].Name] = value;
        }

        _repeats = 0;
        if (++_field < _spoken.Length)
        {
            return Prompt(_spoken[_field]);
        }

        Answer.TrySetResult(new UserAnswer(UserReply.Accepted, new Dictionary<string, JsonElement>(_values, StringComparer.Ordinal)));
        _field = _spoken.Length - 1;
        return null;
    }

    /// <summary>The card's button was pressed.</summary>
    /// <returns>What is wrong with the answer; null when it stands.</returns>
    public string? Press(UiAction action)
    {
        if (action.Name is QuestionCard.Decline)
        {
            Answer.TrySetResult(UserAnswer.Declined);
            return null;
        }

        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (QuestionField field in Question.Fields)
        {
            JsonElement given = default;
            bool has = action.Context.ValueKind is JsonValueKind.Object && action.Context.TryGetProperty(field.Name, out given) && !IsEmpty(given);
            if (has && FieldCheck.FromCard(field, given) is { } value)
            {
                values[field.Name] = value;
            }
            else if (has || field.Required)
            {
                return has ? $"'{field.Title}' does not take {given.GetRawText()}." : $"'{field.Title}' is missing.";
            }
        }

        Answer.TrySetResult(new UserAnswer(UserReply.Accepted, values));
        return null;
    }

    private static bool IsEmpty(JsonElement value) =>
        value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined
        || (value.ValueKind is JsonValueKind.String && value.GetString()!.Length == 0)
        || (value.ValueKind is JsonValueKind.Array && value.GetArrayLength() == 0);

    private string Prompt(QuestionField field)
    {
        string options = field.Options.Count is > 0 and <= 5 ? $": {string.Join(" or ", field.Options.Select(option => option.Title))}" : "";
        return field == Consent ? (Question.Message.TrimEnd().EndsWith('?') ? "" : "Yes or no?")
            : _spoken.Length == 1 && Question.Message.TrimEnd().EndsWith('?') && options.Length == 0 ? ""
            : $"{Sentence(field.Description ?? field.Title).TrimEnd('.')}{options}?";
    }

    private static string Sentence(string text) => text.Trim() is { Length: > 0 } trimmed ? (trimmed[^1] is '.' or '?' or '!' or ':' ? trimmed : trimmed + ".") : "";
}
