using System.Text.Json;

namespace AgentHost.Dialects.Live;

/// <summary>What of the protocol's session settings this host does, and what it says to the rest.</summary>
internal static class LiveRules
{
    /// <exception cref="ProtocolException">The client asks for what this host does not do.</exception>
    public static void Check(SessionConfig config)
    {
        CheckDelegation(config.Delegation);
        CheckAbsent(config.Triggers, "triggers", "This host fires no decision triggers.");
        CheckAbsent(config.Client, "client", "It is for WebRTC, and this host speaks WebSocket.");
        if (config.Store is true)
        {
            throw Unsupported("store", "This host stores no sessions.");
        }

        string[] unknown = [.. (config.Extensions ?? []).Except(LiveExtensions.All, StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            throw new ProtocolException("unsupported_extension",
                $"session.extensions names '{string.Join("', '", unknown)}': this host has {string.Join(", ", LiveExtensions.All)}.", "session.extensions");
        }
    }

    /// <param name="delegation">What the session started with.</param>
    /// <exception cref="ProtocolException">Something is to be changed that cannot be.</exception>
    public static void CheckUpdate(SessionConfig update, string? delegation)
    {
        if (update.Audio is not null || update.Model is not null || update.Extensions is not null || update.UnwantedTools is not null || update.Input is not null || update.Store is not null || update.Client is not null)
        {
            throw new ProtocolException("not_updatable", "Of a running session only \"instructions\" and \"delegation\" can be updated.", "session");
        }

        CheckAbsent(update.Triggers, "triggers", "This host fires no decision triggers.");
        if (update.Delegation is { } wanted && wanted.Type != delegation)
        {
            throw new ProtocolException("not_updatable", $"The delegation's type cannot change: it is '{delegation ?? "none"}', not '{wanted.Type}'.", "session.delegation.type");
        }
    }

    /// <summary>The one text of a message of the history.</summary>
    public static string TextOf(InitialItem item, int index)
    {
        string param = $"session.input[{index}]";
        if (item.Role is not ("developer" or "user" or "assistant"))
        {
            throw new ProtocolException("invalid_event", $"A message's role is developer, user or assistant, not '{item.Role}'.", param + ".role");
        }

        if (item.Type is not (null or "message"))
        {
            throw new ProtocolException("invalid_event", $"\"input\" takes messages, not '{item.Type}'.", param + ".type");
        }

        return item.Content is [{ } content] && content.Type is null or "input_text" or "output_text" or "text"
            ? item.Content[0].Text
            : throw new ProtocolException("invalid_event", "A message has one part, and that is text.", param + ".content");
    }

    private static void CheckDelegation(DelegationConfig? delegation)
    {
        if (delegation is null)
        {
            return;
        }

        if (delegation.Type is not ("client" or "responses"))
        {
            throw new ProtocolException("unsupported_delegation",
                $"delegation.type '{delegation.Type}' is not supported: use 'client', 'responses', or leave delegation out for the host's own background agent.", "session.delegation.type");
        }

        if (delegation.Type == "responses" && delegation.Responses is null)
        {
            throw new ProtocolException("missing_parameter", "Delegation to 'responses' needs \"responses\": its model (any name), and what instructions and tools it has.", "session.delegation.responses");
        }

        if (delegation.Decisions is not null || (delegation.Type == "client" && delegation.Responses is not null))
        {
            throw new ProtocolException("unsupported_delegation", $"Delegation of the type '{delegation.Type}' has settings of another type.", "session.delegation");
        }
    }

    private static void CheckAbsent(JsonElement? value, string name, string why)
    {
        if (value is { } json && !(json.ValueKind is JsonValueKind.Null || (json.ValueKind is JsonValueKind.Array && json.GetArrayLength() == 0)))
        {
            throw Unsupported(name, why);
        }
    }

    private static ProtocolException Unsupported(string name, string why) =>
        new("unsupported_parameter", $"\"{name}\" cannot be had here. {why} Leave it out.", $"session.{name}");
}
