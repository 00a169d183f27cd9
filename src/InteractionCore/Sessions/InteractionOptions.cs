using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace InteractionCore.Sessions;

/// <summary>Limits of the live loop and its sessions: section <c>Interaction</c> of the configuration.</summary>
public sealed class InteractionOptions
{
    public const string Section = "Interaction";

    /// <summary>Sessions at once; another is refused with a reason. Default 64.</summary>
    [Range(1, 10_000)]
    public int MaxSessions { get; set; } = 64;

    /// <summary>Phases the sessions of a turn are spread over, so that they do not all step at one moment. Default 4.</summary>
    [Range(1, 20)]
    public int Phases { get; set; } = 4;

    /// <summary>
    /// The processor the live loop keeps to, from 0, so that its steps find their caches warm; only on Linux. Worth trying on a machine
    /// whose other processors serve everything else. Default: none, any processor.
    /// </summary>
    [Range(0, 1_023)]
    public int? LoopProcessor { get; set; }

    /// <summary>Audio chunks held before the oldest is dropped. 64 chunks of 20 ms are 1.3 s. Default 64.</summary>
    [Range(2, 1_000)]
    public int AudioQueueCapacity { get; set; } = 64;

    /// <summary>Injections waiting for the model before their writers wait. Default 64.</summary>
    [Range(1, 1_000)]
    public int InjectionQueueCapacity { get; set; } = 64;

    /// <summary>Tasks waiting for the agent before the next is rejected. Default 8.</summary>
    [Range(1, 100)]
    public int MaxPendingDelegations { get; set; } = 8;

    /// <summary>Tasks of one session the agent works on at once. Default 4.</summary>
    [Range(1, 100)]
    public int MaxConcurrentDelegations { get; set; } = 4;

    /// <summary>Events held for a client before it counts as too slow and the session ends. Default 512, about 30 s of speech.</summary>
    [Range(8, 10_000)]
    public int EventQueueCapacity { get; set; } = 512;

    /// <summary>Time after which a delegated task is stopped. Default one minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan DelegationTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Time after which one tool call is given up. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ToolTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The same of a call that its tool works on as a task of its own (MCP Tasks), counted from when it says so; its delegation then has
    /// its own time besides. Default ten minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LongToolTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Longest text a tool may answer; the rest is cut. Default 20,000 characters.</summary>
    [Range(100, 1_000_000)]
    public int MaxToolResultChars { get; set; } = 20_000;

    /// <summary>How long the user may take to answer what a tool asks; the limits of the call stand still meanwhile. Default two minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Tools that never run, by advertised name, e.g. "files_delete", or "files_*".</summary>
    public ISet<string> DeniedTools { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Tools the user is asked about before each call. Those that say that they destroy something are asked about anyway.</summary>
    public ISet<string> AskedTools { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Tools that run unasked, even when they say that they destroy something.</summary>
    public ISet<string> AllowedTools { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Seconds of the user's audio kept for the context package. 0 keeps none. Default 12.</summary>
    [Range(0, 120)]
    public int AudioHistorySeconds { get; set; } = 12;

    /// <summary>How long a request that needs the user's exact words waits for the transcriber before it goes on without. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan TranscriptPatience { get; set; } = TimeSpan.FromSeconds(2);
}

[OptionsValidator]
public sealed partial class InteractionOptionsValidator : IValidateOptions<InteractionOptions>;
