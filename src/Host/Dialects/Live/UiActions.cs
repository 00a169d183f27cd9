using System.Text.Json;

namespace AgentHost.Dialects.Live;

/// <summary>What a user did on a card, in words: to the model it is something the user says.</summary>
internal static class UiActions
{
    private const int MostChars = 400;

    /// <exception cref="ProtocolException">The action has no name.</exception>
    public static string TextOf(UiAction action)
    {
        if (action.Action.ValueKind is not JsonValueKind.Object || !action.Action.TryGetProperty("name", out JsonElement name) || name.ValueKind is not JsonValueKind.String)
        {
            throw new ProtocolException("invalid_event", "An \"action\" is an object with a \"name\".", "action.name");
        }

        string text = name.GetString()!.Replace('_', ' ');
        if (action.Action.TryGetProperty("context", out JsonElement context) && context.ValueKind is JsonValueKind.Object)
        {
            text += string.Concat(context.EnumerateObject().Select(property => $" {property.Name} {property.Value}"));
        }

        return text.Length <= MostChars ? text : text[..MostChars];
    }
}
