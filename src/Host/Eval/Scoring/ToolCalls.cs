using System.Globalization;
using System.Text.Json;

namespace AgentHost.Eval.Scoring;

/// <summary>A tool's name and the arguments it was, or should be, called with.</summary>
internal sealed record ToolCall(string Tool, JsonElement Arguments);

/// <param name="Pass">Every expected call was made with the expected arguments, and no other call.</param>
/// <param name="RightArguments">Of <paramref name="Arguments"/>, how many had the expected value.</param>
/// <param name="Arguments">How many were expected.</param>
/// <param name="ToolF1">Harmonic mean of precision and recall of the tools' names, 0 to 1.</param>
internal sealed record ToolScore(bool Pass, int RightArguments, int Arguments, double ToolF1);

/// <summary>Calls against the expected ones, by the definitions of Full-Duplex-Bench v3; one attempt, so Pass@1.</summary>
internal static class ToolCalls
{
    /// <summary>Each expected call is compared with the call of that tool that fits it best. Arguments that nobody expected are free.</summary>
    public static ToolScore Score(IReadOnlyList<ToolCall> made, IReadOnlyList<ToolCall> expected)
    {
        List<ToolCall> left = [.. made];
        int found = 0, right = 0, arguments = 0;
        foreach (ToolCall wanted in expected)
        {
            arguments += CountArguments(wanted);
            ToolCall? best = left.Where(call => Same(call.Tool, wanted.Tool)).MaxBy(call => RightArguments(call, wanted));
            if (best is not null)
            {
                left.Remove(best);
                found++;
                right += RightArguments(best, wanted);
            }
        }

        double f1 = made.Count + expected.Count == 0 ? 1 : 2.0 * found / (made.Count + expected.Count);
        return new ToolScore(found == expected.Count && left.Count == 0 && right == arguments, right, arguments, f1);
    }

    private static int CountArguments(ToolCall call) => call.Arguments.ValueKind is JsonValueKind.Object ? call.Arguments.EnumerateObject().Count() : 0;

    private static int RightArguments(ToolCall made, ToolCall wanted) =>
        wanted.Arguments.ValueKind is not JsonValueKind.Object || made.Arguments.ValueKind is not JsonValueKind.Object
            ? 0
            : wanted.Arguments.EnumerateObject().Count(argument => made.Arguments.TryGetProperty(argument.Name, out JsonElement value) && Same(Text(value), Text(argument.Value)));

    /// <summary>A value for comparison: 5, 5.0 and "5" are the same.</summary>
    private static string Text(JsonElement value)
    {
        string text = value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : string.Join(' ', SpokenWords.Of(text));
    }

    private static bool Same(string one, string other) => string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);
}
