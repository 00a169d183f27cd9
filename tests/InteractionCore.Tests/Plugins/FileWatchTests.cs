using AgentHost.Testing;
using InteractionCore.Plugins;

namespace InteractionCore.Tests.Plugins;

public sealed class FileWatchTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly ManualTimeProvider _time = new();
    private int _told;

    [Fact]
    public void A_change_is_told_once_when_it_has_stayed_the_same_for_a_second()
    {
        using var watch = new FileWatch(() => [_file], () => _told++, _time);
        File.WriteAllText(_file, "half");

        _time.Advance(FileWatch.Every);
        File.WriteAllText(_file, "half and the rest");
        _time.Advance(FileWatch.Every);
        Assert.Equal(0, _told);
        _time.Advance(FileWatch.Every);
        _time.Advance(FileWatch.Every);

        Assert.Equal(1, _told);
    }

    [Fact]
    public void A_file_that_comes_goes_or_is_written_as_it_was_is_no_mystery()
    {
        string other = _file + ".new";
        using var watch = new FileWatch(() => [_file, other], () => _told++, _time);

        File.WriteAllText(other, "");
        _time.Advance(2 * FileWatch.Every);
        Assert.Equal(1, _told);
        File.Delete(other);
        _time.Advance(2 * FileWatch.Every);
        Assert.Equal(2, _told);

        File.WriteAllText(_file, "");
        _time.Advance(2 * FileWatch.Every);
        Assert.Equal(2, _told);
    }

    public void Dispose() => File.Delete(_file);
}
