using System.Buffers.Binary;
using System.Text.Json;
using InteractionCore.Turns;

namespace OpenAILive.Protocols;

/// <summary>Reads what both protocols' events have in common.</summary>
internal static class RemoteEvent
{
    /// <exception cref="RemoteException">It has none.</exception>
    public static string TypeOf(JsonElement received) =>
        RemoteJson.Text(received, "type") ?? throw new RemoteException("The remote model sends JSON that is no event: it has no \"type\". Correct 'address' or 'protocol'.");

    /// <exception cref="RemoteException">It is missing, or no text.</exception>
    public static string Required(JsonElement received, string name) =>
        RemoteJson.Text(received, name) ?? throw new RemoteException($"The remote model's event {TypeOf(received)} has no text \"{name}\".");

    /// <summary>Sound of 16-bit samples in base64.</summary>
    /// <exception cref="RemoteException">It is something else.</exception>
    public static RemoteItem Sound(JsonElement received, string? id = null)
    {
        if (RemoteJson.Of(received, "delta") is not { ValueKind: JsonValueKind.String } delta || !delta.TryGetBytesFromBase64(out byte[]? bytes) || bytes.Length % 2 != 0)
        {
            throw new RemoteException($"The remote model's event {TypeOf(received)} has no \"delta\" that is base64 of 16-bit samples.");
        }

        AudioChunk sound = AudioChunk.Rent(bytes.Length / 2);
        for (int i = 0; i < sound.Length; i++)
        {
            sound.Samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(2 * i)) / 32_768f;
        }

        return new RemoteItem(RemoteKind.Sound, Id: id) { Sound = sound };
    }

    public static RemoteItem Refused(JsonElement received)
    {
        JsonElement error = RemoteJson.Of(received, "error");
        return new RemoteItem(RemoteKind.Refused, $"{RemoteJson.Text(error, "message") ?? "without a reason"} ({RemoteJson.Text(error, "code") ?? RemoteJson.Text(error, "type") ?? "error"})");
    }
}
