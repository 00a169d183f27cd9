using System.Text.Json;

namespace AgentHost.Dialects.Realtime;

/// <summary>Puts server events into the outbox, in the order of the calls.</summary>
internal sealed class RealtimeEvents(Outbox outbox)
{
    public void Post<TState>(string type, TState state, Action<Utf8JsonWriter, TState> writeFields, int epoch = Outbox.EveryEpoch) =>
        outbox.Post(type, state, writeFields, epoch);

    /// <summary>An event about an item, with the id of the one before it.</summary>
    public void PostItem(string type, RealtimeItem item, string? before) => Post(type, (item, before), static (json, state) =>
    {
        json.WriteString("previous_item_id"u8, state.before);
        state.item.Write(json);
    });

    /// <summary>An event that has only an item's id.</summary>
    public void PostItemId(string type, string itemId) => Post(type, itemId, static (json, id) => json.WriteString("item_id"u8, id));

    public void PostError(WireError error) => Post("error", error, static (json, error) => WireEvent.WriteError(json, error, "event_id"));
}
