using InteractionCore.Plugins;

namespace AgentHost.Hosting;

/// <summary>How the host's parts are, gathered from the plugins.</summary>
internal static class Readiness
{
    /// <summary>Reports of all parts; a reporter that fails is a broken part itself.</summary>
    public static async Task<IReadOnlyList<HealthReport>> CollectAsync(IEnumerable<IHealthReporter> reporters, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        IReadOnlyList<HealthReport>[] reports = await Task.WhenAll(reporters.Select(reporter => ReportAsync(reporter, either.Token)));
        cancellationToken.ThrowIfCancellationRequested();
        return [.. reports.SelectMany(report => report)];
    }

    /// <summary>The endpoint: 200 while everything configured works, else 503; one line per part.</summary>
    public static async Task<IResult> ReportAsync(IEnumerable<IHealthReporter> reporters, TimeProvider time, CancellationToken cancellationToken)
    {
        IReadOnlyList<HealthReport> reports = await CollectAsync(reporters, TimeSpan.FromSeconds(5), time, cancellationToken);
        return Results.Text(
            string.Concat(reports.Select(report => $"{report.Health.ToString().ToLowerInvariant()}\t{report.Part}\t{report.Detail}\n")),
            statusCode: reports.Any(report => report.Health is Health.Broken) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    private static async Task<IReadOnlyList<HealthReport>> ReportAsync(IHealthReporter reporter, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(async () => await reporter.ReportAsync(cancellationToken), cancellationToken);
        }
        catch (Exception exception)
        {
            return [new HealthReport(reporter.GetType().Name, Health.Broken, exception.Message)];
        }
    }
}
