namespace AgentHost.Eval.Reports;

/// <summary>
/// A number that others published about their own systems, on data that is not ours: it tells what the task is like, and compares
/// nothing. All are from Thinking Machines' report on interaction models of May 2026; an asterisk means with a background agent.
/// </summary>
/// <param name="Suites">Those that test something similar.</param>
internal sealed record PublishedNumber(IReadOnlyList<string> Suites, string Benchmark, string Unit, IReadOnlyList<SystemNumber> Systems)
{
    public static IReadOnlyList<PublishedNumber> All { get; } =
    [
        new(["turn"], "FD-bench v1 turn-taking latency", "s",
            [new("TML-small", .40), new("Gemini-3.1-flash-live min", .57), new("GPT-Realtime-1.5", .59), new("GPT-Realtime-2.0 min", 1.18), new("GPT-Realtime-2.0 xhigh", 1.63), new("Qwen3.5-omni-plus", 2.14)]),
        new(["interruption", "backchannel", "overlap"], "FD-bench v1.5 average", "%",
            [new("TML-small", 77.8), new("Gemini-3.1-flash-live min", 54.3), new("GPT-Realtime-1.5", 48.3), new("GPT-Realtime-2.0 xhigh", 47.8), new("GPT-Realtime-2.0 min", 46.8), new("Qwen3.5-omni-plus", 39.0)]),
        new(["time"], "TimeSpeak", "%", [new("TML-small", 64.7), new("GPT-Realtime-2.0 min", 4.3)]),
        new(["cue"], "CueSpeak", "%", [new("TML-small", 81.7), new("GPT-Realtime-2.0 min", 2.9)]),
        new(["delegation"], "FD-bench v3 Pass@1", "%",
            [new("TML-small*", 68.0), new("GPT-Realtime-2.0 xhigh", 58), new("GPT-Realtime-1.5", 55), new("GPT-Realtime-2.0 min", 52), new("Qwen3.5-omni-plus", 50), new("Gemini-3.1-flash-live min", 48)]),
        new(["count"], "RepCount-A off by one", "%", [new("TML-small", 35.4), new("GPT-Realtime-2.0 min", 1.3)]),
        new(["action"], "Charades mIoU", "%", [new("TML-small", 32.4), new("GPT-Realtime-2.0 min", 0)]),
        new(["posture", "appear"], "ProactiveVideoQA PAUC (silence scores 25)", "%", [new("TML-small", 33.5), new("GPT-Realtime-2.0 min", 25.0)]),
    ];
}

internal sealed record SystemNumber(string System, double Value);
