using System.ComponentModel;
using System.Diagnostics;

namespace McpTools.Authorization;

/// <summary>Leads a person to a page.</summary>
internal interface IBrowser
{
    /// <summary>Returns when the page is on its way; the person may take as long as they like.</summary>
    Task OpenAsync(Uri page, CancellationToken cancellationToken);
}

/// <summary>The browser of the person at the terminal; its address is printed too, for another machine's browser.</summary>
internal sealed class SystemBrowser(TextWriter output) : IBrowser
{
    public async Task OpenAsync(Uri page, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync($"Sign in at this address (a browser opens when there is one):\n  {page}".AsMemory(), cancellationToken);
        string opener = OperatingSystem.IsWindows() ? "explorer.exe" : OperatingSystem.IsMacOS() ? "open" : "xdg-open";
        try
        {
            using var process = Process.Start(new ProcessStartInfo(opener, [page.AbsoluteUri]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true });
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            // There is none on this machine; the address is printed.
        }
    }
}
