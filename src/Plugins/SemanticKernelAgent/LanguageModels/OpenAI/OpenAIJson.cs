using System.Text.Json.Serialization;

namespace SemanticKernelAgent.LanguageModels.OpenAI;

/// <summary>Arguments stay JSON elements until a tool takes them.</summary>
[JsonSerializable(typeof(Dictionary<string, object?>))]
internal sealed partial class OpenAIJson : JsonSerializerContext;
