using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace InteractionCore.Injections;

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class InjectionJson : JsonSerializerContext;
