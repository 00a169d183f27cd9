using System.Security.Cryptography.X509Certificates;
using AgentHost.Hosting;
using AgentHost.Testing;

namespace AgentHost.Tests.Hosting;

public sealed class DevelopmentCertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "kept", "certificate.pfx");

    [Fact]
    public void It_is_for_this_machines_own_names_and_has_its_key()
    {
        using X509Certificate2 certificate = DevelopmentCertificate.Get(File, TimeProvider.System);

        Assert.True(certificate.HasPrivateKey);
        Assert.True(certificate.MatchesHostname("localhost"));
        Assert.True(certificate.MatchesHostname("127.0.0.1"));
    }

    [Fact]
    public void It_is_made_once_and_kept_where_only_the_user_can_read_it()
    {
        using X509Certificate2 first = DevelopmentCertificate.Get(File, TimeProvider.System), second = DevelopmentCertificate.Get(File, TimeProvider.System);

        Assert.Equal(first.Thumbprint, second.Thumbprint);
        Assert.True(OperatingSystem.IsWindows() || System.IO.File.GetUnixFileMode(File) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void One_that_cannot_be_read_is_replaced()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, "no certificate");

        using X509Certificate2 certificate = DevelopmentCertificate.Get(File, TimeProvider.System);

        Assert.True(certificate.HasPrivateKey);
    }

    public void Dispose() => _folder.Dispose();
}
