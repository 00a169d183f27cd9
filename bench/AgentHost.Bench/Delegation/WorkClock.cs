using System.Diagnostics;
using InteractionCore.Sessions;

namespace AgentHost.Bench.Delegation;

/// <summary>When the latest tool call began, and when the latest task's answer was ready for the stream: by the spans of both.</summary>
internal sealed class WorkClock : IDisposable
{
    private readonly ActivityListener _listener;

    public WorkClock(TimeProvider time)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == InteractionTracing.SourceName,
            Sample = (ref _) => ActivitySamplingResult.PropagationData,
            ActivityStarted = span => CallBegan = span.OperationName.StartsWith("execute_tool", StringComparison.Ordinal) ? time.GetTimestamp() : CallBegan,
            ActivityStopped = span => AnswerCame = span.OperationName.StartsWith("invoke_agent", StringComparison.Ordinal) ? time.GetTimestamp() : AnswerCame,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public long CallBegan { get; private set; }

    public long AnswerCame { get; private set; }

    public void Dispose() => _listener.Dispose();
}
