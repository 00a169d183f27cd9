using System.Threading.Channels;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using InteractionCore.Turns;

namespace InteractionCore.Sessions;

/// <summary>The four queues of a session, and what each does when it is full.</summary>
/// <param name="audioDropped">Told how many samples of input audio are given up.</param>
internal sealed class SessionChannels(InteractionOptions options, Action<int> audioDropped)
{
    /// <summary>Live audio: fresh beats complete, so the oldest chunk goes and is counted.</summary>
    public Channel<AudioChunk> Audio { get; } = Channel.CreateBounded<AudioChunk>(
        new BoundedChannelOptions(options.AudioQueueCapacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
        dropped =>
        {
            audioDropped(dropped.Length);
            dropped.Dispose();
        });

    /// <summary>Results and user text: never lost, so the writer waits.</summary>
    public Channel<Injection> Injections { get; } = Channel.CreateBounded<Injection>(
        new BoundedChannelOptions(options.InjectionQueueCapacity) { SingleReader = true });

    /// <summary>Tasks for the agent: the loop cannot wait, so a full queue rejects and the model is told.</summary>
    public Channel<DelegationRequest> Delegations { get; } = Channel.CreateBounded<DelegationRequest>(
        new BoundedChannelOptions(options.MaxPendingDelegations) { SingleWriter = true });

    /// <summary>Output: the loop cannot wait, so a full queue ends the session.</summary>
    public Channel<SessionEvent> Events { get; } = Channel.CreateBounded<SessionEvent>(
        new BoundedChannelOptions(options.EventQueueCapacity) { SingleReader = true, SingleWriter = true });

    /// <summary>How many entries wait. Any thread.</summary>
    public QueueDepths Depths => new(Audio.Reader.Count, Injections.Reader.Count, Delegations.Reader.Count, Events.Reader.Count);
}
