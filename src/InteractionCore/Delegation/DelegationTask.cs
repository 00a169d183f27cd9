using InteractionCore.Injections;
using InteractionCore.Sessions;

namespace InteractionCore.Delegation;

/// <summary>A delegated task while it runs: its way into the live stream, and its time.</summary>
internal sealed class DelegationTask(DelegationRequest request, SessionState state, Deadline deadline)
{
    private readonly TimeSpan _limit = deadline.Limit;
    private long _heardUntilMs = request.Transcript.Count == 0 ? -1 : request.Transcript.Max(entry => entry.EndMs);

    public string Id => request.Id;

    public ValueTask InjectAsync(Injection injection, CancellationToken cancellationToken) =>
        state.Channels.Injections.Writer.WriteAsync(injection with { DelegationId = Id }, cancellationToken);

    /// <summary>Injects what may as well be missed.</summary>
    public bool TryInject(Injection injection) => state.Channels.Injections.Writer.TryWrite(injection with { DelegationId = Id });

    /// <summary>A call takes up to this long; what is done with its answer has the task's usual time.</summary>
    public void AllowLonger(TimeSpan call) => deadline.Extend(call + _limit);

    public async Task<UserAnswer> AskAsync(UserQuestion question, CancellationToken cancellationToken)
    {
        using IDisposable still = deadline.Stop();
        return await state.Questions.AskAsync(question, Id, cancellationToken);
    }

    /// <summary>Checks a card and shows what is left of it; too many in a short time are dropped.</summary>
    public ValueTask ShowAsync(UiDescriptor ui, CancellationToken cancellationToken) =>
        state.InjectAsync(new Injection(InjectionKind.Silent) { Ui = ui, DelegationId = Id }, cancellationToken);

    /// <summary>Shows a tool's own page; it is the client's to keep it in its sandbox.</summary>
    public ValueTask ShowAsync(UiApp app, CancellationToken cancellationToken) =>
        state.InjectAsync(new Injection(InjectionKind.Silent) { App = app, DelegationId = Id }, cancellationToken);

    /// <summary>What the user said since the task was handed over, or since this was last asked; null for nothing.</summary>
    public string? Meanwhile()
    {
        string said = state.Transcript.UserSince(_heardUntilMs, out _heardUntilMs);
        return said.Length == 0 ? null : said;
    }
}
