using System.Text.Json;
using System.Threading.Channels;
using InteractionCore.Sessions;

namespace AgentHost.Dialects.Realtime;

/// <summary>One client of the Realtime dialect.</summary>
/// <param name="connection">Cancelled when the connection is to end.</param>
internal sealed class RealtimeTransport(WireSocket socket, Outbox outbox, RealtimeSession session, RealtimeEvents events, CancellationToken connection) : ISessionTransport
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32 };

    private readonly RealtimeItems _items = new();
    private readonly TaskCompletionSource<RealtimeConversation> _conversation = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SessionInput? _input;

    /// <summary>The epoch of speech that is valid now.</summary>
    public int Epoch => _input?.Epoch ?? 0;

    /// <summary>Ends when the client has left, or when the connection is to end; not with the session.</summary>
    public Task Reading { get; private set; } = Task.CompletedTask;

    public Task ReceiveAsync(SessionInput input, CancellationToken cancellationToken)
    {
        // Not the session's token: a cancelled receive would break the connection off before the session's last events.
        Reading = ReadAsync(input, connection);
        return Reading.WaitAsync(cancellationToken);
    }

    public async Task SendAsync(ChannelReader<SessionEvent> sessionEvents, CancellationToken cancellationToken)
    {
        RealtimeConversation conversation = await _conversation.Task.WaitAsync(cancellationToken);
        await foreach (SessionEvent sessionEvent in sessionEvents.ReadAllAsync(cancellationToken))
        {
            lock (conversation.Lock)
            {
                conversation.Take(sessionEvent);
            }

            await outbox.WaitForRoomAsync(cancellationToken);
        }
    }

    private async Task ReadAsync(SessionInput input, CancellationToken cancellationToken)
    {
        _input = input;
        var conversation = new RealtimeConversation(session, _items, events, input.Layout.OutputSampleRate);
        var commands = new RealtimeCommands(session, _items, conversation, events, input);
        _conversation.SetResult(conversation);
        while (true)
        {
            ReadOnlyMemory<byte> bytes = default;
            try
            {
                if (await socket.ReceiveAsync(cancellationToken) is not { } received)
                {
                    return;
                }

                bytes = received;
                using JsonDocument document = Parse(bytes);
                await commands.HandleAsync(document.RootElement, cancellationToken);
            }
            catch (ProtocolException exception)
            {
                events.PostError(exception.ToError(bytes.IsEmpty ? null : WireEvent.IdOf(bytes.Span)));
                if (exception.Code == ProtocolException.TooLarge)
                {
                    return;
                }
            }
            catch (InvalidOperationException exception)
            {
                events.PostError(new WireError("invalid_event", exception.Message, WireEvent.IdOf(bytes.Span)));
            }

            await outbox.WaitForRoomAsync(cancellationToken);
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes, Strict) is { RootElement.ValueKind: JsonValueKind.Object } document
                ? document
                : throw new ProtocolException("invalid_event", "An event is a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new ProtocolException("invalid_event", $"The event is no JSON: {exception.Message}");
        }
    }
}
