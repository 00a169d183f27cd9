using System.Text.Json.Serialization;
using AgentHost.Recording;
using InteractionCore.Delegation;
using InteractionCore.Model;
using InteractionCore.Sessions;

namespace AgentHost.Dialects.Live;

/// <summary>What a client may know of the host before it starts a session: model, agent, tools.</summary>
internal sealed record HostFacts(ModelFacts Model, AgentFacts Agent, IReadOnlyList<ToolFacts> Tools, bool Records)
{
    public const string Path = "/v1/live/host";

    /// <summary>The endpoint.</summary>
    public static IResult Report(IInteractionModel model, IBackgroundAgentFactory agents, LiveHost host, RecordingFolder recordings) => Results.Json(
        new HostFacts(
            new ModelFacts(model.Description.Name, model.Description.Device, model.Description.Voice, model.Description.Speaks, model.Layout.TakesVideo, model.Description.Voices),
            new AgentFacts(agents.Description.Engine, agents.Description.LanguageModel),
            [.. host.Tools.Select(source => source.Current).SelectMany(set => set.Functions, (set, tool) => new ToolFacts($"{set.Name}_{tool.Name}", tool.Description))],
            recordings.Enabled),
        HostFactsJson.Default.HostFacts);
}

internal sealed record ModelFacts(string Name, string Device, string Voice, bool Speaks, bool Sees, IReadOnlyList<string> Voices);

internal sealed record AgentFacts(string Engine, string LanguageModel);

/// <param name="Name">As advertised to the agent, and as <c>session.unwanted_tools</c> names it.</param>
/// <param name="Description">The tool's own.</param>
internal sealed record ToolFacts(string Name, string Description);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HostFacts))]
internal sealed partial class HostFactsJson : JsonSerializerContext;
