using InteractionCore.Plugins;

namespace AgentHost.Hosting;

/// <summary>Where to listen, as a person writes it.</summary>
internal static class ListenAddresses
{
    private const int HighestPort = 65_535;

    /// <param name="urls">One address, or several separated by ";".</param>
    /// <exception cref="SetupException">One of them is none that a host can listen on.</exception>
    public static IReadOnlyList<BindingAddress> Read(string urls) =>
        [.. urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse)];

    private static BindingAddress Parse(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            if (address is { Scheme: "http" or "https", PathBase.Length: 0, Port: <= HighestPort })
            {
                return address;
            }
        }
        catch (FormatException)
        {
        }

        throw new SetupException($"--urls has '{url}', on which no host can listen: give a scheme, a name or IP address, and a port up to {HighestPort}, such as http://127.0.0.1:5080.");
    }
}
