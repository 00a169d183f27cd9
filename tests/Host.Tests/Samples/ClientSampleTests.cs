using System.Diagnostics;
using AgentHost.Testing;
using AgentHost.Tests.Commands;
using Microsoft.AspNetCore.Builder;

namespace AgentHost.Tests.Samples;

/// <summary>The samples that are clients, as processes against a host with the shipped model.</summary>
public sealed class ClientSampleTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly WebApplication _host = ServedHost.Build();
    private readonly TemporaryFolder _folder = new();

    private string Address => _host.Urls.Single();

    public Task InitializeAsync() => _host.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_dotnet_client_types_a_question_and_prints_the_conversation()
    {
        HostProcess client = await HostProcess.RunAsync("dotnet", [Program("DotNetClient"), Address, "what time is it"], _folder.Path);

        Assert.True(client.ExitCode == 0, client.Errors);
        Assert.Matches(@"(?s)\[asks\] what time is it.*\[completed\]\s+\w+", client.Output);
    }

    [Fact]
    public async Task The_dotnet_client_without_arguments_says_how_it_is_called()
    {
        HostProcess client = await HostProcess.RunAsync("dotnet", [Program("DotNetClient")], _folder.Path);

        Assert.Equal(2, client.ExitCode);
        Assert.StartsWith("DotNetClient HOST TEXT", client.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pair_programmer_says_when_a_command_begins_to_fail_and_when_it_works_again()
    {
        string file = _folder.File("state.txt", "fine");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Program("PairProgrammer"), Address, _folder.Path, "grep", "-q", "fine", "state.txt"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        try
        {
            using var patience = new CancellationTokenSource(Limit);
            await UntilAsync(process, "[works]", patience.Token);
            await File.WriteAllTextAsync(file, "broken", patience.Token);
            await UntilAsync(process, "[fails]", patience.Token);
            await UntilAsync(process, "error", patience.Token);
            await File.WriteAllTextAsync(file, "fine", patience.Token);
            await UntilAsync(process, "[works]", patience.Token);
            await UntilAsync(process, "working", patience.Token);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static string Program(string sample) => Path.Combine(AppContext.BaseDirectory, "samples", sample, $"{sample}.dll");

    private static async Task UntilAsync(Process process, string wanted, CancellationToken cancellationToken)
    {
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(cancellationToken);
            Assert.True(line is not null, $"It ended before it wrote '{wanted}'.");
        }
        while (!line.Contains(wanted, StringComparison.Ordinal));
    }
}
