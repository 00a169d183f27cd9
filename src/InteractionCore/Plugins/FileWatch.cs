using System.Security.Cryptography;

namespace InteractionCore.Plugins;

/// <summary>
/// Tells when small files have changed, such as settings, by reading them every second. That finds files that are replaced, mounted or
/// not there yet, on any file system. A change is told once it has stayed the same for a second: not while somebody still writes.
/// </summary>
public sealed class FileWatch : IDisposable
{
    /// <summary>How often the files are read.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Func<IReadOnlyList<string>> _paths;
    private readonly Action _changed;
    private readonly ITimer _timer;
    private string _known;
    private string _seen;
    private int _looking;

    /// <param name="paths">Asked each time which files to watch.</param>
    /// <param name="changed">Told of a change, on a thread of the pool, one at a time. Must not throw.</param>
    public FileWatch(Func<IReadOnlyList<string>> paths, Action changed, TimeProvider time)
    {
        (_paths, _changed) = (paths, changed);
        _known = _seen = Read();
        _timer = time.CreateTimer(_ => Look(), state: null, Every, Every);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (Interlocked.Exchange(ref _looking, 1) == 1)
        {
            return;
        }

        try
        {
            string now = Read();
            bool stays = now == _seen;
            _seen = now;
            if (stays && now != _known)
            {
                _known = now;
                _changed();
            }
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    private string Read() => string.Join('\n', _paths().Select(path => $"{path} {Digest(path)}"));

    private static string Digest(string path)
    {
        try
        {
            return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not there, or not to be read at the moment: that is a state like any other.
            return exception.GetType().Name;
        }
    }
}
