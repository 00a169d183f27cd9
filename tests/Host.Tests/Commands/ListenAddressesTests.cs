using AgentHost.Hosting;
using InteractionCore.Plugins;
using Microsoft.AspNetCore.Http;

namespace AgentHost.Tests.Commands;

public sealed class ListenAddressesTests
{
    [Fact]
    public void Several_addresses_are_separated_by_semicolons()
    {
        IReadOnlyList<BindingAddress> addresses = ListenAddresses.Read("http://127.0.0.1:0; https://*:7443;");

        Assert.Equal([("127.0.0.1", 0), ("*", 7443)], addresses.Select(address => (address.Host, address.Port)));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("ftp://127.0.0.1:21")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://127.0.0.1:5080/base")]
    public void An_address_that_no_host_can_listen_on_is_named_with_what_to_write_instead(string url)
    {
        var exception = Assert.Throws<SetupException>(() => ListenAddresses.Read($"http://localhost:5080;{url}"));

        Assert.Equal($"--urls has '{url}', on which no host can listen: give a scheme, a name or IP address, and a port up to 65535, such as http://127.0.0.1:5080.", exception.Message);
    }
}
