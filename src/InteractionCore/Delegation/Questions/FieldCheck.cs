using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace InteractionCore.Delegation.Questions;

/// <summary>Whether a value is one that a field takes: the client is believed no more than a microphone.</summary>
internal static class FieldCheck
{
    private const int MaxTextChars = 4_000;

    public static bool Fits(QuestionField field, JsonElement value) => field.Kind switch
    {
        FieldKind.YesNo => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        FieldKind.Number => value.ValueKind is JsonValueKind.Number && Within(field, value.GetDouble()),
        FieldKind.WholeNumber => value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out long number) && Within(field, number),
        FieldKind.OneOf => value.ValueKind is JsonValueKind.String && IsOption(field, value),
        FieldKind.SomeOf => value.ValueKind is JsonValueKind.Array && value.EnumerateArray().All(one => one.ValueKind is JsonValueKind.String && IsOption(field, one)) && Within(field, value.GetArrayLength()),
        _ => value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 and <= MaxTextChars } text && Within(field, text.Length) && HasFormat(field.Format, text),
    };

    /// <summary>A card's value as the field's: a picker gives a list where one is wanted, a text field digits where a number is.</summary>
    public static JsonElement? FromCard(QuestionField field, JsonElement value)
    {
        JsonElement read = (field.Kind, value.ValueKind) switch
        {
            (FieldKind.OneOf, JsonValueKind.Array) when value.GetArrayLength() == 1 => value[0],
            (FieldKind.Number, JsonValueKind.String) when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) =>
                JsonSerializer.SerializeToElement(number, QuestionJson.Default.Double),
            (FieldKind.WholeNumber, JsonValueKind.String) when long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) =>
                JsonSerializer.SerializeToElement(number, QuestionJson.Default.Int64),
            _ => value,
        };
        return Fits(field, read) ? read : null;
    }

    private static bool Within(QuestionField field, double size) => double.IsFinite(size) && size >= (field.Least ?? double.MinValue) && size <= (field.Most ?? double.MaxValue);

    private static bool IsOption(QuestionField field, JsonElement value) => field.Options.Any(option => value.ValueEquals(option.Value));

    private static bool HasFormat(string? format, string text) => format switch
    {
        "email" => System.Net.Mail.MailAddress.TryCreate(text, out System.Net.Mail.MailAddress? address) && address.Address == text,
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _),
        _ => true,
    };
}

[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(List<string>))]
internal sealed partial class QuestionJson : JsonSerializerContext;
