using System.Text.Json;

namespace InteractionCore.Injections;

/// <summary>What the user did on a card: A2UI's <c>action</c>.</summary>
/// <param name="SurfaceId">The card.</param>
/// <param name="Name">The action, as the card named it.</param>
/// <param name="ComponentId">The component it came from.</param>
/// <param name="Context">The values the card sends along: an object, or undefined for none.</param>
public sealed record UiAction(string SurfaceId, string Name, string? ComponentId, JsonElement Context)
{
    private const int MostChars = 400;

    /// <summary>The action in words: to the model it is something the user says.</summary>
    public string ToWords()
    {
        string text = Name.Replace('_', ' ');
        if (Context.ValueKind is JsonValueKind.Object)
        {
            text += string.Concat(Context.EnumerateObject().Select(property => $" {property.Name} {property.Value}"));
        }

        return text.Length <= MostChars ? text : text[..MostChars];
    }
}
