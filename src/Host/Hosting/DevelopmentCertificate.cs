using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AgentHost.Hosting;

/// <summary>
/// A certificate for this machine's own names, for when an https address is asked for and none is configured
/// (Kestrel:Certificates:Default). Made when it is first needed, and kept for the user.
/// </summary>
internal static class DevelopmentCertificate
{
    private const int ValidDays = 365;
    private const int RenewDays = 7;

    /// <summary>Where it is kept.</summary>
    public static string File { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "AgentHost", "development-certificate.pfx");

    /// <summary>Has the server use it for https addresses without a certificate of their own.</summary>
    public static void UseDevelopmentCertificate(this KestrelServerOptions kestrel, TimeProvider time) =>
        kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate ??= Get(File, time));

    /// <summary>The kept one, or a new one when it is missing, unreadable or about to expire.</summary>
    public static X509Certificate2 Get(string file, TimeProvider time)
    {
        if (Load(file) is { } kept && kept.NotAfter > time.GetLocalNow().AddDays(RenewDays).DateTime)
        {
            return kept;
        }

        byte[] pfx = Create(time.GetUtcNow());
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using FileStream stream = Open(file);
            stream.Write(pfx);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It serves this run, and the next makes another.
        }

        return X509CertificateLoader.LoadPkcs12(pfx, null);
    }

    private static X509Certificate2? Load(string file)
    {
        try
        {
            return System.IO.File.Exists(file) ? X509CertificateLoader.LoadPkcs12FromFile(file, null) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static byte[] Create(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost, O=AgentHost development", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(ValidDays));
        return certificate.Export(X509ContentType.Pkcs12);
    }

    /// <summary>Only the user may read a private key.</summary>
    private static FileStream Open(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(file, options);
    }
}
