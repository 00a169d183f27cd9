using AgentHost.Talk;
using AgentHost.Testing;
using InteractionCore.Plugins;

namespace AgentHost.Tests.Talk;

/// <summary>ALSA's programs are stood in for by scripts: sound cards are not to be counted on.</summary>
public sealed class AlsaTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task What_the_microphone_records_is_read_as_it_comes()
    {
        using AlsaMicrophone microphone = await OpenAsync("head -c 1280 /dev/zero | tr '\\0' '\\100'; sleep 1000");

        var samples = new float[640];
        int count = await microphone.ReadAsync(samples, CancellationToken.None);
        count += await microphone.ReadAsync(samples.AsMemory(count), CancellationToken.None);

        Assert.Equal(640, count);
        Assert.All(samples, sample => Assert.Equal(0x4040 / 32_768f, sample));
    }

    [Fact]
    public async Task A_machine_without_a_microphone_is_told_so_in_arecords_words()
    {
        var exception = await Assert.ThrowsAsync<SetupException>(() => OpenAsync("echo 'arecord: main:831: audio open error: No such file or directory' >&2; exit 1"));

        Assert.Contains("There is no microphone: arecord: main:831: audio open error", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_without_arecord_is_told_what_to_install()
    {
        var exception = await Assert.ThrowsAsync<SetupException>(() => AlsaMicrophone.OpenAsync("no-such-arecord", TimeProvider.System, CancellationToken.None));

        Assert.Contains("alsa-utils", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Speech_reaches_the_loudspeaker_and_one_that_has_ended_is_started_again()
    {
        string played = Path.Combine(_folder.Path, "played");
        await using (var loudspeaker = new AlsaLoudspeaker(Script($"echo started >> {played}; cat > /dev/null"), 24_000))
        {
            loudspeaker.Write(0, new float[480]);
            await UntilAsync(() => File.Exists(played));
            loudspeaker.ClearAfter(0);
            loudspeaker.Write(200, new float[480]);
            await UntilAsync(() => File.ReadAllLines(played).Length == 2);
        }

        Assert.Equal(2, (await File.ReadAllLinesAsync(played)).Length);
    }

    public void Dispose() => _folder.Dispose();

    private Task<AlsaMicrophone> OpenAsync(string script) => AlsaMicrophone.OpenAsync(Script(script), TimeProvider.System, CancellationToken.None);

    private string Script(string commands)
    {
        string path = _folder.File("program", $"#!/bin/sh\n{commands}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    /// <summary>Other processes have no clock to move.</summary>
    private static async Task UntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!condition())
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
