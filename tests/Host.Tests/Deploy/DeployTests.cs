using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentHost.Testing;
using AgentHost.Tests.Commands;
using InteractionCore.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace AgentHost.Tests.Deploy;

/// <summary>What the files in deploy name is there: files, commands, options, metrics.</summary>
public sealed partial class DeployTests : IDisposable
{
    private static readonly string[] HistogramParts = ["_bucket", "_sum", "_count"];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void What_the_dockerfile_copies_is_in_the_repository_and_not_ignored()
    {
        string[] lines = Read("deploy", "Dockerfile");
        string build = lines.Single(line => line.Contains("dotnet publish", StringComparison.Ordinal));
        string[] ignored = [.. Read(".dockerignore").Select(line => line.TrimEnd('/').Split('/')[^1])];

        string[] named = [PublishedProject().Match(build).Groups["project"].Value, .. CopiedFiles().Match(build).Groups["files"].Value.Split(' ')];

        Assert.Equal(["src/Host", "models", "plugins.json"], named);
        Assert.All(named, path => Assert.True(Path.Exists(Repository.PathOf(path.Split('/'))), path));
        Assert.DoesNotContain(named, path => ignored.Contains(path.Split('/')[^1], StringComparer.Ordinal));
    }

    [Fact]
    public async Task Options_in_the_deploy_files_are_the_hosts()
    {
        HostProcess help = await HostProcess.RunAsync("--help");
        string[] commands = [.. Read("deploy", "Dockerfile"), .. Read("deploy", "agenthost.service")];

        string[] options = [.. commands.Where(line => line.StartsWith("ENTRYPOINT", StringComparison.Ordinal) || line.StartsWith("ExecStart", StringComparison.Ordinal))
            .SelectMany(line => Option().Matches(line).Select(match => match.Value)).Distinct(StringComparer.Ordinal)];

        Assert.NotEmpty(options);
        Assert.All(options, option => Assert.Contains(option, help.Output, StringComparison.Ordinal));
        Assert.Contains(commands, line => line.Contains($"\"{typeof(AgentHost.Observability.Telemetry).Assembly.GetName().Name}.dll\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_and_settings_that_the_compose_file_names_are_there()
    {
        string[] lines = Read("deploy", "compose.yaml");

        string[] named = [.. lines.SelectMany(line => ComposePath().Matches(line).Select(match => match.Groups["path"].Value))];

        Assert.Equal(["..", "deploy/Dockerfile", "../plugins.json", "./grafana-dashboard.json"], named);
        Assert.All(named, path => Assert.True(Path.Exists(Path.GetFullPath(Path.Combine(Repository.PathOf("deploy"), path.StartsWith("deploy/", StringComparison.Ordinal) ? "../" + path : path))), path));
        Assert.Contains(lines, line => line.Contains(AgentHost.Observability.Telemetry.Endpoint, StringComparison.Ordinal));
    }

    [Fact]
    public void The_dashboards_metrics_are_those_that_are_measured()
    {
        HashSet<string> measured = MeasuredNames();
        using JsonDocument dashboard = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("deploy", "grafana-dashboard.json")));

        string[] asked = [.. dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .SelectMany(target => MetricName().Matches(target.GetProperty("expr").GetString()!).Select(match => match.Value))];

        Assert.NotEmpty(asked);
        Assert.All(asked, name => Assert.Contains(name, measured));
    }

    /// <remarks>Built for one machine, they would lie in a folder of its name, each with a runtime of its own.</remarks>
    [Fact]
    public void Plugins_are_built_for_any_machine_also_when_the_host_is_published_for_one()
    {
        string reference = Read("eng", "bundle.targets").Single(line => line.StartsWith("<ProjectReference Include=\"@(Bundled)\"", StringComparison.Ordinal));

        Assert.Contains("GlobalPropertiesToRemove=\"RuntimeIdentifier;SelfContained\"", reference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Systemd_takes_the_unit()
    {
        const string Verifier = "/usr/bin/systemd-analyze";
        if (!File.Exists(Verifier))
        {
            return;
        }

        // It looks for the program: the one in the unit is there only once it is installed.
        string unit = _folder.File("agenthost.service", File.ReadAllText(Repository.PathOf("deploy", "agenthost.service")).Replace("/opt/agenthost/AgentHost", "/bin/true", StringComparison.Ordinal));

        HostProcess verified = await HostProcess.RunAsync(Verifier, ["verify", unit], _folder.Path);

        Assert.True(verified.ExitCode == 0, verified.Output + verified.Errors);
        Assert.DoesNotContain("agenthost.service", verified.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The instruments as Prometheus names them: dots become underscores, with the unit, and "total" for what only rises.</summary>
    private static HashSet<string> MeasuredNames()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                string unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
                string name = instrument.Name.Replace('.', '_') + unit;
                Type kind = instrument.GetType().GetGenericTypeDefinition();
                names.UnionWith(kind == typeof(Histogram<>) ? HistogramParts.Select(part => name + part)
                    : [kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? name + "_total" : name]);
            },
        };
        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        _ = new InteractionMetrics(services.GetRequiredService<IMeterFactory>());
        listener.Start();
        return names;
    }

    private static string[] Read(params string[] path) => [.. File.ReadAllLines(Repository.PathOf(path)).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];

    [GeneratedRegex("dotnet publish (?<project>[^ ]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex PublishedProject();

    [GeneratedRegex("cp -r (?<files>.+) /app/$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex CopiedFiles();

    [GeneratedRegex("--[a-z]+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Option();

    [GeneratedRegex("(context: |dockerfile: |- (?=[.]))(?<path>[^,: ]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ComposePath();

    [GeneratedRegex("(interaction|dotnet)_[a-z_]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex MetricName();
}
