using System.Text.Json;
using AgentHost.Testing;

namespace AgentHost.Tests.Samples;

/// <summary>What the shipped model has learned, by its card: samples say what they need.</summary>
internal static class ModelAbilities
{
    private static readonly JsonElement Card = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Wren, "model.json"))).RootElement;

    /// <summary>Why a sample cannot run with it; null when it can.</summary>
    /// <param name="need">"word:WORD", a word of its vocabulary; or "video".</param>
    public static string? Missing(string need) => need.Split(':') switch
    {
        ["word", string word] => Card.GetProperty("vocabulary").EnumerateArray().Any(known => known.ValueEquals(word)) ? null : $"the shipped model does not know the word '{word}'",
        ["video"] => Card.EnumerateObject().Any(property => property.Name is "sight" or "eyes" or "vision" or "video") ? null : "the shipped model does not see",
        _ => throw new ArgumentException($"A sample needs '{need}': use word:WORD or video.", nameof(need)),
    };
}
