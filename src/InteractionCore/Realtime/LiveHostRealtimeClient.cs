using InteractionCore.Model;
using InteractionCore.Sessions;
using Microsoft.Extensions.AI;

namespace InteractionCore.Realtime;

/// <summary>
/// The host's sessions for a .NET program in the same process, as Microsoft.Extensions.AI has them: no socket, no JSON. Thread-safe.
/// </summary>
/// <remarks>
/// The model is a duplex one: it hears all the time and speaks when it sees fit. So a commit does nothing, and asking for a response gives the
/// model what it is to answer; when it does is its own decision. The tools of a session are offered to the host's background agent.
/// </remarks>
/// <param name="host">Where the sessions live; its loop must run.</param>
public sealed class LiveHostRealtimeClient(LiveHost host) : IRealtimeClient
{
    /// <exception cref="InvalidOperationException">The host has no room; the message says why, and when to ask again.</exception>
    /// <exception cref="NotSupportedException">The options ask for audio other than 16-bit PCM.</exception>
    public Task<IRealtimeClientSession> CreateSessionAsync(RealtimeSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RealtimeSessionOptions();
        var settings = new SessionSettings(options.Instructions, new ModelSessionOptions(options.Voice)) { ReportTurns = true, KeepsReports = true };
        var client = new LiveHostRealtimeSession(options, host.Model.Layout);
        InteractionSession session = host.TryCreate(settings, out Refusal? refusal)
            ?? throw new InvalidOperationException($"The host lets no session in: {refusal!.Reason} Ask again in {refusal.RetryAfter.TotalSeconds:0} s.");
        client.Start(session);
        return Task.FromResult<IRealtimeClientSession>(client);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType.IsInstanceOfType(this) ? this : serviceType.IsInstanceOfType(host) ? host : null;

    /// <summary>Sessions are disposed by their owners; the host is not this client's.</summary>
    public void Dispose()
    {
    }
}
