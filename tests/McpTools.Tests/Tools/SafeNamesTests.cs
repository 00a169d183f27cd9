using McpTools.Tools;

namespace McpTools.Tests.Tools;

public sealed class SafeNamesTests
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    [Theory]
    [InlineData("get_weather", "get_weather")]
    [InlineData("list-files", "list-files")]
    [InlineData("files/read.all", "files_read_all")]
    [InlineData("wetter für köln", "wetter_f_r_k_ln")]
    public void A_tools_name_holds_letters_digits_and_signs_providers_accept(string name, string safe) =>
        Assert.Equal(safe, SafeNames.ForTool(name, "weather", _taken));

    [Fact]
    public void A_long_name_fits_behind_its_toolsets()
    {
        string name = SafeNames.ForTool(new string('x', 200), "weather", _taken);

        Assert.Equal(64, $"weather_{name}".Length);
    }

    [Fact]
    public void Names_that_become_the_same_stay_different()
    {
        string[] names = [SafeNames.ForTool("a.b", "t", _taken), SafeNames.ForTool("a/b", "t", _taken), SafeNames.ForTool("a b", "t", _taken)];

        Assert.Equal(3, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[A-Za-z0-9_-]+$", name));
    }

    [Fact]
    public void A_toolsets_name_has_no_dash() => Assert.Equal("my_server", SafeNames.ForToolset("my-server", _taken));
}
