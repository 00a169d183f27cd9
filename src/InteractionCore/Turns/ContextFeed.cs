using System.Threading.Channels;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using InteractionCore.Model;

namespace InteractionCore.Turns;

/// <summary>
/// Feeds injections to the model a few tokens per turn, so that a long result never makes a turn late; and when there are none, what the
/// model is to be reminded of.
/// </summary>
/// <param name="delegations">Asked whether an answer is still wanted when it is about to enter.</param>
/// <param name="answers">For a model that takes one answer at a time; null lets them all in as they come.</param>
internal sealed class ContextFeed(ChannelReader<Injection> injections, IModelSession model, Recall recall, DelegationLedger delegations, AnswerGate? answers)
{
    private IReadOnlyList<int> _pending = [];
    private int _fed;

    /// <summary>Fills the turn's context; tells the client of each injection.</summary>
    /// <param name="nowMs">The session's time at the turn's end.</param>
    public void Read(ModelTurn turn, LaneRouter router, long nowMs)
    {
        while (_fed == _pending.Count && Next(router, nowMs) is { } injection)
        {
            _pending = injection.Kind is InjectionKind.Silent || injection.Text is null ? [] : model.Encode(injection);
            _fed = 0;
        }

        if (_fed == _pending.Count && recall.Take(nowMs) is { } reminder)
        {
            (_pending, _fed) = (model.Encode(reminder), 0);
        }

        int count = Math.Min(turn.Context.Length, _pending.Count - _fed);
        for (int i = 0; i < count; i++)
        {
            turn.Context[i] = _pending[_fed++];
        }

        turn.ContextCount = count;
    }

    /// <summary>The model put out speech that ends at this time of the session.</summary>
    public void Spoke(long untilMs) => answers?.Sounds(untilMs);

    /// <summary>What enters next, or null.</summary>
    private Injection? Next(LaneRouter router, long nowMs)
    {
        while ((answers?.Next(nowMs) ?? Read(router)) is { } injection)
        {
            if (IsWanted(injection))
            {
                answers?.Enters(injection, nowMs);
                return injection;
            }
        }

        return null;
    }

    /// <summary>The next that need not wait. The client is told of an answer when it arrives, also of one that waits.</summary>
    private Injection? Read(LaneRouter router)
    {
        while (answers is not { IsFull: true } && injections.TryRead(out Injection? injection))
        {
            router.Announce(injection);
            if (answers is null || !answers.Holds(injection))
            {
                return injection;
            }
        }

        return null;
    }

    /// <summary>Of what ends a delegation, whether that was not taken back meanwhile. With this the delegation is over.</summary>
    private bool IsWanted(Injection injection) =>
        injection is not { DelegationId: { } id, Update.Status: not DelegationStatus.Running } || !delegations.Close(id);
}
