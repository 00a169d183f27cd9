using System.Text.Json;
using InteractionCore.Injections;

namespace AgentHost.Talk;

/// <summary>What a card says, for where no card can be shown.</summary>
internal static class CardText
{
    /// <summary>The texts of the card's components in order, or its id when it has none.</summary>
    public static string Of(UiDescriptor ui)
    {
        string text = string.Join(" · ", ui.Messages.SelectMany(Components).Select(Text).Where(text => text.Length > 0));
        return text.Length > 0 ? text : ui.SurfaceId;
    }

    private static IEnumerable<JsonElement> Components(JsonElement message) =>
        message.TryGetProperty("updateComponents", out JsonElement update) && update.TryGetProperty("components", out JsonElement components) && components.ValueKind is JsonValueKind.Array
            ? components.EnumerateArray()
            : [];

    private static string Text(JsonElement component) =>
        component.TryGetProperty("text", out JsonElement text) && text.ValueKind is JsonValueKind.String ? text.GetString()! : "";
}
