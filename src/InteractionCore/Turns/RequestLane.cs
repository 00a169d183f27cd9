using System.Buffers;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Sessions;

namespace InteractionCore.Turns;

/// <summary>Makes requests for the background agent of the spans on <see cref="Lane.Delegate"/>, and takes them back.</summary>
/// <param name="state">The session's.</param>
/// <param name="write">Writes a session event.</param>
/// <param name="announce">Tells the client of an injection that does not reach the model.</param>
internal sealed class RequestLane(SessionState state, Action<SessionEvent> write, Action<Injection> announce)
{
    private const int MaxRequestChars = 4_000;

    private readonly ArrayBufferWriter<char> _request = new();
    private string? _clientTask;

    /// <param name="now">The session's time, ms.</param>
    public void Take(LaneToken token, long now)
    {
        switch (token.Mark)
        {
            case SpanMark.Begin:
                _request.ResetWrittenCount();
                break;
            case SpanMark.Inside when _request.WrittenCount < MaxRequestChars:
                state.Model.Decode(token, _request);
                break;
            case SpanMark.End:
                string task = new string(_request.WrittenSpan).Trim();
                _request.ResetWrittenCount();
                Submit(task, now);
                break;
            case SpanMark.Cancel:
                Cancel(now);
                break;
        }
    }

    private void Cancel(long now)
    {
        if (_clientTask is { } task)
        {
            _clientTask = null;
            write(new DelegationUpdated(now, task, new DelegationUpdate(DelegationStatus.Cancelled, Detail: "Taken back by the user.")));
        }
        else
        {
            state.Delegations.CancelLatest();
        }
    }

    private void Submit(string task, long now)
    {
        if (task.Length == 0)
        {
            return;
        }

        if (state.Delegations.Find(task) is { } open)
        {
            // Asked again while it is being worked on: one answer is enough.
            state.Model.Requested(open);
            write(new DelegationUpdated(now, open, new DelegationUpdate(DelegationStatus.Running, Detail: "Asked for again; it is being worked on.")));
            return;
        }

        DelegationRequest request = state.CreateRequest(task, now);
        state.Model.Requested(request.Id);
        write(new DelegationCreated(now, request.Id, task));
        state.Facts.Ask(request.Id, task);
        if (state.Session.ClientDelegation)
        {
            _clientTask = request.Id;
            return;
        }

        state.Delegations.Add(request.Id, task);
        if (!state.Channels.Delegations.Writer.TryWrite(request))
        {
            Reject(request);
        }
    }

    private void Reject(DelegationRequest request)
    {
        state.Delegations.Close(request.Id);
        var rejected = new Injection(InjectionKind.Failure, "i have too many tasks at the moment")
        {
            DelegationId = request.Id,
            Update = new DelegationUpdate(DelegationStatus.Rejected, Detail: "Too many tasks were waiting for the agent (Interaction:MaxPendingDelegations)."),
        };

        // When this queue is full too, the model goes without the news; the client gets it either way.
        if (!state.Channels.Injections.Writer.TryWrite(rejected))
        {
            announce(rejected);
        }
    }
}
