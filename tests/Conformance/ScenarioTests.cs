using System.Text.RegularExpressions;
using AgentHost.Testing;

namespace AgentHost.Conformance;

/// <summary>
/// The client scenarios of the MCP conformance suite against the plugin's own connection. Each starts a server and a client
/// process; what may fail is in expected-failures.yml.
/// </summary>
public abstract partial class ScenarioTests
{
    /// <summary>Every client scenario of the version in tests/npm.</summary>
    private static readonly string[] All = File.ReadAllLines(Repository.PathOf("tests", "Conformance", "scenarios.txt"));

    public static TheoryData<string> Authorization => [.. All.Where(IsAuthorization)];

    public static TheoryData<string> Protocol => [.. All.Where(scenario => !IsAuthorization(scenario))];

    private protected static async Task PassAsync(string scenario)
    {
        using var results = new TemporaryFolder();
        string client = Path.Combine(Repository.Root, "tests", "ConformanceClient", "bin", Configuration, "net10.0", "ConformanceClient.dll");

        (int code, string output) = await Suite.RunAsync(
            "client", "--command", $"dotnet {client}", "--scenario", scenario, "--timeout", "120000",
            "--expected-failures", Repository.PathOf("tests", "Conformance", "expected-failures.yml"), "--output-dir", results.Path);

        Assert.True(code == 0, output);
    }

    // The client lies where this assembly does, under its own project.
    private static string Configuration => Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;

    private static bool IsAuthorization(string scenario) => scenario.StartsWith("auth/", StringComparison.Ordinal);

    /// <summary>Signing in: OAuth as MCP has it, with a loopback redirect.</summary>
    public sealed class AuthorizationScenarios : ScenarioTests
    {
        [Theory]
        [MemberData(nameof(Authorization), MemberType = typeof(ScenarioTests))]
        public Task Passes(string scenario) => PassAsync(scenario);
    }

    /// <summary>All else.</summary>
    public sealed partial class ProtocolScenarios : ScenarioTests
    {
        [Theory]
        [MemberData(nameof(Protocol), MemberType = typeof(ScenarioTests))]
        public Task Passes(string scenario) => PassAsync(scenario);

        [Fact]
        public async Task Every_client_scenario_of_the_suite_is_run()
        {
            (_, string listed) = await Suite.RunAsync("list", "--client");

            Assert.Equal(All, ListedScenario().Matches(listed).Select(match => match.Groups["name"].Value));
        }

        [GeneratedRegex(@"^  - (?<name>\S+) \[", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
        private static partial Regex ListedScenario();
    }
}
