using System.Text.Json;

namespace AgentHost.Dialects.Live;

/// <summary>What a user did on a card, in words: to the model it is something the user says.</summary>
internal static class UiActions
{
    private const int MostChars = 400;

    public static string TextOf(UiAction action)
    {
        string text = action.Name.Replace('_', ' ');
        if (action.Context is { ValueKind: JsonValueKind.Object } context)
        {
            text += string.Concat(context.EnumerateObject().Select(property => $" {property.Name} {property.Value}"));
        }

        return text.Length <= MostChars ? text : text[..MostChars];
    }
}
