using System.Threading.Channels;
using InteractionCore.Injections;
using InteractionCore.Model;

namespace InteractionCore.Turns;

/// <summary>
/// Feeds injections to the model a few tokens per turn, so that a long result never makes a turn late; and when there are none, what the
/// model is to be reminded of.
/// </summary>
internal sealed class ContextFeed(ChannelReader<Injection> injections, IModelSession model, Recall recall)
{
    private IReadOnlyList<int> _pending = [];
    private int _fed;

    /// <summary>Fills the turn's context; announces each injection in the turn that begins to feed it.</summary>
    /// <param name="nowMs">The session's time at the turn's end.</param>
    public void Read(ModelTurn turn, LaneRouter router, long nowMs)
    {
        while (_fed == _pending.Count && injections.TryRead(out Injection? injection))
        {
            router.Announce(injection);
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
}
