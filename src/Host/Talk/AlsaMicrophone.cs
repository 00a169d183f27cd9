using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using InteractionCore.Plugins;

namespace AgentHost.Talk;

/// <summary>The machine's microphone through ALSA: <c>arecord</c> in a process of its own.</summary>
internal sealed class AlsaMicrophone : ITalkSource
{
    /// <summary>How long a sound card may take to deliver its first samples.</summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Task<string> _complaints;
    private readonly byte[] _block = new byte[2 * 320];
    private int _kept;

    private AlsaMicrophone(Process process)
    {
        _process = process;
        _complaints = process.StandardError.ReadToEndAsync();
    }

    public int SampleRate => 16_000;

    public TimeSpan? Length => null;

    public bool IsLive => true;

    /// <exception cref="SetupException">There is no arecord, or no microphone; the message says which.</exception>
    public static async Task<AlsaMicrophone> OpenAsync(string program, TimeProvider time, CancellationToken cancellationToken)
    {
        var microphone = new AlsaMicrophone(Alsa.Start(program, ["-q", "-t", "raw", "-f", "S16_LE", "-r", "16000", "-c", "1"]));
        using var late = new CancellationTokenSource(StartTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            microphone._kept = await microphone._process.StandardOutput.BaseStream.ReadAtLeastAsync(microphone._block, microphone._block.Length, throwOnEndOfStream: false, either.Token);
            if (microphone._kept < microphone._block.Length)
            {
                throw new SetupException($"There is no microphone: {Alsa.FirstLine(await microphone._complaints)} 'arecord -l' lists what there is; or talk in the browser, or give a WAV file.");
            }

            return microphone;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            microphone.Dispose();
            throw new SetupException($"The microphone delivers nothing after {StartTime.TotalSeconds:0} s. See that no other program holds it: 'fuser -v /dev/snd/*'.");
        }
        catch
        {
            microphone.Dispose();
            throw;
        }
    }

    public async ValueTask<int> ReadAsync(Memory<float> samples, CancellationToken cancellationToken)
    {
        int wanted = Math.Min(_block.Length, 2 * samples.Length);
        int bytes = _kept >= 2 ? _kept : await _process.StandardOutput.BaseStream.ReadAtLeastAsync(_block.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, cancellationToken);
        _kept = 0;
        int count = Math.Min(bytes / 2, samples.Length);
        for (int i = 0; i < count; i++)
        {
            samples.Span[i] = BinaryPrimitives.ReadInt16LittleEndian(_block.AsSpan(2 * i)) / 32_768f;
        }

        return count;
    }

    public void Dispose() => Alsa.End(_process);
}

/// <summary>ALSA's programs as child processes.</summary>
internal static class Alsa
{
    /// <exception cref="SetupException">The program is not there.</exception>
    public static Process Start(string program, string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception)
        {
            throw new SetupException($"There is no '{program}' on this machine. Install it (Debian: apt-get install alsa-utils); or talk in the browser, or give a WAV file.");
        }
    }

    public static string FirstLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "it ended without a word.";

    public static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
