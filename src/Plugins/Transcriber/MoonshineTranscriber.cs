using InteractionCore.Delegation;
using Transcriber.Moonshine;

namespace Transcriber;

/// <summary>
/// Moonshine for all sessions: one sound at a time, a few wait, and more are turned away, since words that come late are of little use. Thread-safe.
/// </summary>
internal sealed class MoonshineTranscriber(MoonshineFiles files) : ITranscriber, IDisposable
{
    /// <summary>Sounds that are being written down or wait for it.</summary>
    internal const int MostAtOnce = 4;

    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1);
    private readonly Lazy<Task<MoonshineModel>> _model = new(() => Task.Run(() => MoonshineModel.Open(files)));
    private int _open;

    /// <summary>Loads the model, unless that was done.</summary>
    /// <exception cref="MoonshineException">It cannot be used.</exception>
    public Task LoadAsync() => _model.Value;

    public async Task<string?> TranscribeAsync(ReadOnlyMemory<float> samples, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _open) > MostAtOnce)
        {
            Interlocked.Decrement(ref _open);
            return null;
        }

        try
        {
            await _one.WaitAsync(cancellationToken);
            try
            {
                MoonshineModel model = await _model.Value.WaitAsync(cancellationToken);
                string words = await Task.Run(() => model.Transcribe(samples, cancellationToken), cancellationToken);
                return words.Length == 0 ? null : words;
            }
            finally
            {
                _one.Release();
            }
        }
        catch (MoonshineException)
        {
            // Said once, when the host started.
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    public void Dispose()
    {
        // What is being written down is cancelled with its session, and ends at the next token.
        if (_model is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } && _one.Wait(FarewellTime))
        {
            _model.Value.GetAwaiter().GetResult().Dispose();
        }

        _one.Dispose();
    }
}
