using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AgentHost.Recording;

/// <summary>Whether sessions of the Live dialect are kept on disk, where, and how much of them.</summary>
public sealed class RecordingOptions
{
    public const string Section = "Recording";

    /// <summary>The folder to record into; relative to the folder the host is started in. Default none: nothing is recorded.</summary>
    public string? Folder { get; set; }

    /// <summary>What all recordings together may take; the oldest are deleted to make room. Default 1,024.</summary>
    [Range(1, 1_000_000)]
    public int MaxMegabytes { get; set; } = 1_024;

    /// <summary>What one recording may take; what comes after is not recorded. Default 256, about half an hour of 24 kHz PCM in both directions.</summary>
    [Range(1, 100_000)]
    public int MaxSessionMegabytes { get; set; } = 256;
}

[OptionsValidator]
internal sealed partial class RecordingOptionsValidator : IValidateOptions<RecordingOptions>;
