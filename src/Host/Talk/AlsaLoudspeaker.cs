using System.Buffers.Binary;
using System.Diagnostics;
using System.Threading.Channels;

namespace AgentHost.Talk;

/// <summary>
/// The machine's loudspeaker through ALSA: <c>aplay</c> in a process of its own, which is ended and started anew to fall silent at
/// once. A loudspeaker that stands still costs the talk nothing: what it does not take is dropped.
/// </summary>
internal sealed class AlsaLoudspeaker : ISpeech, IAsyncDisposable
{
    private readonly string _program;
    private readonly string[] _arguments;
    private readonly Task _playing;

    // Null says: fall silent. Some seconds of speech; more is a loudspeaker that stands still.
    private readonly Channel<byte[]?> _pieces = Channel.CreateBounded<byte[]?>(new BoundedChannelOptions(32) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private Process? _process;

    /// <exception cref="InteractionCore.Plugins.SetupException">The program is not there.</exception>
    public AlsaLoudspeaker(string program, int sampleRate)
    {
        _program = program;
        _arguments = ["-q", "-t", "raw", "-f", "S16_LE", "-r", $"{sampleRate}", "-c", "1", "--buffer-time=200000"];
        _process = Start();
        _playing = PlayAsync();
    }

    public void Write(long startMs, ReadOnlySpan<float> samples)
    {
        var bytes = new byte[2 * samples.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), (short)(Math.Clamp(samples[i], -1, 1) * short.MaxValue));
        }

        _pieces.Writer.TryWrite(bytes);
    }

    public void ClearAfter(long timeMs)
    {
        while (_pieces.Reader.TryRead(out _))
        {
        }

        _pieces.Writer.TryWrite(null);
    }

    public async ValueTask DisposeAsync()
    {
        _pieces.Writer.TryComplete();
        await _playing;
        Silence();
    }

    private async Task PlayAsync()
    {
        await foreach (byte[]? piece in _pieces.Reader.ReadAllAsync())
        {
            if (piece is null)
            {
                Silence();
                continue;
            }

            try
            {
                _process ??= Start();
                await _process.StandardInput.BaseStream.WriteAsync(piece);
                await _process.StandardInput.BaseStream.FlushAsync();
            }
            catch (IOException)
            {
                // It has ended: the next piece starts another.
                Silence();
            }
        }
    }

    private Process Start()
    {
        Process process = Alsa.Start(_program, _arguments);
        _ = process.StandardError.ReadToEndAsync();
        return process;
    }

    private void Silence()
    {
        if (_process is { } process)
        {
            _process = null;
            Alsa.End(process);
        }
    }
}
