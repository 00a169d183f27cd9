using InteractionCore.Model;
using InteractionCore.Plugins;

namespace AgentHost.Talk;

/// <summary>What a camera saw, as one file of JPEG pictures one after another (Motion JPEG), five a second.</summary>
internal sealed class CameraFilm
{
    public const int FramesPerSecond = 5;

    /// <summary>Larger films are mistakes: an hour of small pictures is a quarter of this.</summary>
    private const long MaxBytes = 256 * 1024 * 1024;

    private readonly byte[] _bytes;
    private readonly List<Range> _pictures = [];

    private CameraFilm(byte[] bytes)
    {
        _bytes = bytes;
        for (int start = Find(0, 0xD8); start >= 0;)
        {
            int end = Find(start + 2, 0xD9);
            if (end < 0)
            {
                break;
            }

            _pictures.Add(start..(end + 2));
            start = Find(end + 2, 0xD8);
        }
    }

    public int Count => _pictures.Count;

    /// <exception cref="SetupException">The file is missing, too long, or holds no picture.</exception>
    public static CameraFilm Open(string path)
    {
        try
        {
            if (new FileInfo(path).Length is var length && length > MaxBytes)
            {
                throw new SetupException($"'{path}' has {length / 1_048_576} MB: a film may have {MaxBytes / 1_048_576}. Make its pictures smaller; the model sees 160 x 120 at most.");
            }

            var film = new CameraFilm(File.ReadAllBytes(path));
            return film.Count > 0 ? film : throw new SetupException($"'{path}' holds no JPEG picture. A film is Motion JPEG: ffmpeg -i FILM -r 5 -vf scale=160:120 -f mjpeg {path}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SetupException($"The film '{path}' cannot be read: {exception.Message}");
        }
    }

    /// <summary>The picture that is seen at a time; null before the first and after the last.</summary>
    public VideoFrame? At(TimeSpan time)
    {
        int index = (int)Math.Floor(time.TotalSeconds * FramesPerSecond);
        return index < 0 || index >= _pictures.Count ? null : new VideoFrame(_bytes.AsMemory(_pictures[index]), "image/jpeg");
    }

    /// <summary>Where the marker 0xFF, <paramref name="kind"/> is; within a picture's data 0xFF is never followed by these.</summary>
    private int Find(int from, byte kind)
    {
        int found = _bytes.AsSpan(from).IndexOf((ReadOnlySpan<byte>)[0xFF, kind]);
        return found < 0 ? -1 : from + found;
    }
}
