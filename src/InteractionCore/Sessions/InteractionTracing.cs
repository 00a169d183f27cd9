using System.Diagnostics;
using InteractionCore.Delegation;

namespace InteractionCore.Sessions;

/// <summary>
/// Spans of sessions, delegated tasks and tool calls, as the activity source <c>AgentHost.Interaction</c>. Names and attributes are
/// those of OpenTelemetry's conventions for generative AI (https://opentelemetry.io/docs/specs/semconv/gen-ai/). No words of the
/// conversation, no arguments and no results are in them.
/// </summary>
public static class InteractionTracing
{
    public const string SourceName = "AgentHost.Interaction";

    private static readonly ActivitySource Source = new(SourceName);

    public static Activity? StartSession(string session, string model) => Source.StartActivity($"live_session {model}", ActivityKind.Server)
        ?.SetTag("gen_ai.operation.name", "live_session").SetTag("gen_ai.conversation.id", session).SetTag("gen_ai.request.model", model);

    internal static void EndSession(Activity? span, SessionSummary summary)
    {
        span?.SetTag("interaction.turns", summary.Turns.Count).SetTag("interaction.turns.late", summary.Turns.Late).SetTag("interaction.close_reason", summary.Reason.ToString());
        if (summary.Reason is CloseReason.ModelFailed or CloseReason.SlowClient)
        {
            Fail(span, summary.Reason.ToString());
        }
    }

    internal static Activity? StartDelegation(DelegationRequest request) => Source.StartActivity("invoke_agent background", ActivityKind.Internal)
        ?.SetTag("gen_ai.operation.name", "invoke_agent").SetTag("gen_ai.agent.name", "background").SetTag("interaction.delegation.id", request.Id);

    internal static void EndDelegation(Activity? span, string status)
    {
        span?.SetTag("interaction.delegation.status", status);
        if (status is not ("Completed" or "Cancelled"))
        {
            Fail(span, status);
        }
    }

    internal static Activity? StartTool(ToolCall call) => Source.StartActivity($"execute_tool {call.Name}", ActivityKind.Internal)
        ?.SetTag("gen_ai.operation.name", "execute_tool").SetTag("gen_ai.tool.name", call.Name).SetTag("gen_ai.tool.call.id", call.CallId).SetTag("gen_ai.tool.type", "function");

    internal static void Fail(Activity? span, string error) => span?.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
}
