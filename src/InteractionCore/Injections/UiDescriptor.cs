using System.Text.Json;

namespace InteractionCore.Injections;

/// <summary>A change to what the client shows: A2UI v0.9 messages for one surface.</summary>
/// <param name="SurfaceId">The surface the messages are about; a later descriptor with the same id changes it.</param>
/// <param name="Messages">A2UI messages (createSurface, updateComponents, updateDataModel, deleteSurface), in order.</param>
public sealed record UiDescriptor(string SurfaceId, IReadOnlyList<JsonElement> Messages);
