using System.Runtime.CompilerServices;
using System.Threading.Channels;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Sessions;
using InteractionCore.Turns;
using Microsoft.Extensions.AI;

namespace InteractionCore.Realtime;

/// <summary>One session of a program in the same process.</summary>
internal sealed class LiveHostRealtimeSession : IRealtimeClientSession, ISessionTransport
{
    private readonly ModelLayout _layout;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<SessionInput> _input = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Messages that nobody has read yet. When it is full the session's own events wait, and in the end it stops.</summary>
    private readonly Channel<RealtimeServerMessage> _messages = Channel.CreateBounded<RealtimeServerMessage>(64);

    private readonly SemaphoreSlim _hearing = new(1);
    private readonly PcmIn _ear;
    private readonly PcmOut _mouth;
    private Task<SessionSummary>? _running;

    public LiveHostRealtimeSession(RealtimeSessionOptions options, ModelLayout layout)
    {
        (Options, _layout) = (options, layout);
        _ear = new PcmIn(PcmFormat.RateOf(options.InputAudioFormat), layout);
        _mouth = new PcmOut(layout, PcmFormat.RateOf(options.OutputAudioFormat));
    }

    public RealtimeSessionOptions? Options { get; private set; }

    public void Start(InteractionSession session) => _running = Task.Run(() => RunAsync(session), CancellationToken.None);

    /// <exception cref="NotSupportedException">The message is of a kind that this host does not know.</exception>
    public async Task SendAsync(RealtimeClientMessage message, CancellationToken cancellationToken = default)
    {
        SessionInput input = await _input.Task.WaitAsync(cancellationToken);
        switch (message)
        {
            case InputAudioBufferAppendRealtimeClientMessage append:
                await HearAsync(input, append.Content, cancellationToken);
                break;
            case InputAudioBufferCommitRealtimeClientMessage:
                break;
            case CreateConversationItemRealtimeClientMessage { Item: { } item }:
                await TakeAsync(input, item, cancellationToken);
                break;
            case CreateResponseRealtimeClientMessage create:
                foreach (RealtimeConversationItem item in create.Items ?? [])
                {
                    await TakeAsync(input, item, cancellationToken);
                }

                break;
            case SessionUpdateRealtimeClientMessage { Options: { } options }:
                Options = options;
                Configure(input, options);
                break;
            default:
                throw new NotSupportedException($"This host does not know the message {message.GetType().Name}.");
        }
    }

    /// <summary>All that the session says from here on, to its end. One reader at a time.</summary>
    /// <exception cref="InvalidOperationException">The session failed; the message says why.</exception>
    public async IAsyncEnumerable<RealtimeServerMessage> GetStreamingResponseAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (RealtimeServerMessage message in _messages.Reader.ReadAllAsync(cancellationToken))
        {
            yield return message;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public async ValueTask DisposeAsync()
    {
        _left.TrySetResult();
        await _stop.CancelAsync();
        await (_running ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _hearing.Dispose();
    }

    Task ISessionTransport.ReceiveAsync(SessionInput input, CancellationToken cancellationToken)
    {
        Configure(input, Options!);
        _input.TrySetResult(input);
        return _left.Task.WaitAsync(cancellationToken);
    }

    async Task ISessionTransport.SendAsync(ChannelReader<SessionEvent> events, CancellationToken cancellationToken)
    {
        var messages = new RealtimeMessages(_layout, _mouth);
        await foreach (SessionEvent sessionEvent in events.ReadAllAsync(cancellationToken))
        {
            foreach (RealtimeServerMessage message in messages.Of(sessionEvent))
            {
                await _messages.Writer.WriteAsync(message, cancellationToken);
            }
        }
    }

    private async Task<SessionSummary> RunAsync(InteractionSession session)
    {
        SessionSummary summary = await session.RunAsync(this, _stop.Token);
        var failure = summary.Detail is { } detail ? new InvalidOperationException($"The session ended ({summary.Reason}): {detail}") : null;
        _input.TrySetException(failure ?? new InvalidOperationException("The session has ended."));
        _messages.Writer.TryComplete(failure);
        return summary;
    }

    private async Task HearAsync(SessionInput input, DataContent sound, CancellationToken cancellationToken)
    {
        await _hearing.WaitAsync(cancellationToken);
        try
        {
            foreach (AudioChunk chunk in _ear.Read(sound.Data.Span))
            {
                input.WriteAudio(chunk);
            }
        }
        finally
        {
            _hearing.Release();
        }
    }

    /// <summary>What the user typed, silent context of the system's, and answers of tools; the rest is not for this model.</summary>
    private static async Task TakeAsync(SessionInput input, RealtimeConversationItem item, CancellationToken cancellationToken)
    {
        foreach (AIContent content in item.Contents ?? [])
        {
            switch (content)
            {
                case TextContent { Text.Length: > 0 } text when item.Role != ChatRole.Assistant:
                    InjectionKind kind = item.Role is null || item.Role == ChatRole.User ? InjectionKind.UserText : InjectionKind.Progress;
                    await input.InjectAsync(new Injection(kind, text.Text), cancellationToken);
                    break;
                case FunctionResultContent result:
                    input.AnswerTool(result.CallId, ToolAnswer.From(result.Result).Text);
                    break;
            }
        }
    }

    private static void Configure(SessionInput input, RealtimeSessionOptions options)
    {
        input.Instruct(options.Instructions);
        input.OfferTools([.. (options.Tools ?? []).OfType<AIFunctionDeclaration>().Select(tool => new ClientTool(tool.Name, tool.Description, tool.JsonSchema))]);
    }
}
