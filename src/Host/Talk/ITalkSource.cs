using System.Globalization;

namespace AgentHost.Talk;

/// <summary>The user's side of a talk: a recording, or a microphone. Read by one caller at a time.</summary>
internal interface ITalkSource : IDisposable
{
    /// <summary>In Hz.</summary>
    int SampleRate { get; }

    /// <summary>How long it is; null while nobody knows.</summary>
    TimeSpan? Length { get; }

    /// <summary>Whether samples come only as fast as they are spoken.</summary>
    bool IsLive { get; }

    /// <summary>Reads the next samples, in [-1, 1]; 0 at the end.</summary>
    ValueTask<int> ReadAsync(Memory<float> samples, CancellationToken cancellationToken);

    /// <summary>What it is, for the first line of a talk.</summary>
    string Name => Length is { } length ? string.Create(CultureInfo.InvariantCulture, $"{length.TotalSeconds:0.0} s of audio") : "The microphone";
}

/// <summary>Where the model's side of a talk goes.</summary>
internal interface ISpeech
{
    /// <summary>Takes samples that play from <paramref name="startMs"/> of the session on.</summary>
    void Write(long startMs, ReadOnlySpan<float> samples);

    /// <summary>Drops what would have played after <paramref name="timeMs"/>.</summary>
    void ClearAfter(long timeMs);
}
