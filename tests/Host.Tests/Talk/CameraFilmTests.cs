using AgentHost.Talk;
using AgentHost.Testing;
using InteractionCore.Plugins;

namespace AgentHost.Tests.Talk;

public sealed class CameraFilmTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Five_pictures_are_seen_in_a_second_and_none_after_the_last()
    {
        CameraFilm film = CameraFilm.Open(Film([0xFF, 0xD8, 1, 0xFF, 0xD9], [0xFF, 0xD8, 2, 2, 0xFF, 0xD9]));

        Assert.Equal(2, film.Count);
        Assert.Equal(1, film.At(TimeSpan.FromMilliseconds(199))!.Data.Span[2]);
        Assert.Equal(2, film.At(TimeSpan.FromMilliseconds(200))!.Data.Span[2]);
        Assert.Null(film.At(TimeSpan.FromMilliseconds(400)));
    }

    [Fact]
    public void A_picture_cut_off_at_the_end_is_left_out()
    {
        Assert.Equal(1, CameraFilm.Open(Film([0xFF, 0xD8, 1, 0xFF, 0xD9], [0xFF, 0xD8, 7])).Count);
    }

    [Fact]
    public void A_file_without_pictures_is_refused_with_what_would_do()
    {
        var exception = Assert.Throws<SetupException>(() => CameraFilm.Open(Film([1, 2, 3])));

        Assert.Contains("ffmpeg", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        Assert.Contains("no-film.mjpeg", Assert.Throws<SetupException>(() => CameraFilm.Open("no-film.mjpeg")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Film(params byte[][] pictures)
    {
        string path = Path.Combine(_folder.Path, "film.mjpeg");
        File.WriteAllBytes(path, [.. pictures.SelectMany(picture => picture)]);
        return path;
    }
}
