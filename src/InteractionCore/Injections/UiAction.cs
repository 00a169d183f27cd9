using System.Text.Json;

namespace InteractionCore.Injections;

/// <summary>What the user did on a card: A2UI's <c>action</c>.</summary>
/// <param name="SurfaceId">The card.</param>
/// <param name="Name">The action, as the card named it.</param>
/// <param name="ComponentId">The component it came from.</param>
/// <param name="Context">The values the card sends along: an object, or undefined for none.</param>
public sealed record UiAction(string SurfaceId, string Name, string? ComponentId, JsonElement Context);
