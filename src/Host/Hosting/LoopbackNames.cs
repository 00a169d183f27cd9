using System.Net;

namespace AgentHost.Hosting;

/// <summary>
/// The names under which a host of this machine alone may be asked. A page of a foreign name that is made to mean 127.0.0.1 (DNS rebinding)
/// looks to the browser like the host's own page: only the name that was asked for tells it.
/// </summary>
internal static class LoopbackNames
{
    /// <summary>Of ASP.NET Core: names separated by ";". What is configured stays.</summary>
    private const string Setting = "AllowedHosts";

    /// <summary>Lets in only requests to this machine's own names when all addresses are of the loopback interface.</summary>
    public static void AllowOnlyLoopbackNames(this WebApplicationBuilder builder, IEnumerable<BindingAddress> addresses)
    {
        if (string.IsNullOrEmpty(builder.Configuration[Setting]) && addresses.All(IsLoopback))
        {
            builder.Configuration[Setting] = "localhost;127.0.0.1;[::1]";
        }
    }

    private static bool IsLoopback(BindingAddress address) =>
        address.Host is "localhost" || (IPAddress.TryParse(address.Host, out IPAddress? ip) && IPAddress.IsLoopback(ip));
}
