using System.Globalization;
using AgentHost.Dialects;
using AgentHost.Hosting;
using AgentHost.Recording;
using AgentHost.Tests.Dialects;
using InteractionCore.Delegation;
using InteractionCore.Model;
using InteractionCore.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentHost.Bench;

/// <summary>
/// What a bad network does to a session, in real time: a model that answers a mark in the step that hears it, over real sockets, without
/// and with 300 ms of jitter both ways, one chunk of 20 ms in twenty missing, and two seconds a minute in which nothing passes.
/// </summary>
internal static class NetworkBench
{
    private static readonly TimeSpan Jitter = TimeSpan.FromMilliseconds(300), Stall = TimeSpan.FromSeconds(2), BetweenStalls = TimeSpan.FromMinutes(1);
    private const double Loss = .05;

    public static async Task RunAsync(TimeSpan duration)
    {
        using var model = new EarModel();
        await using WebApplication app = Build(model);
        await app.StartAsync();
        var host = new Uri(app.Urls.First().Replace("http", "ws", StringComparison.Ordinal));
        await using BadNetwork network = await BadNetwork.StartAsync(host);
        Console.WriteLine("| network | marks | answered | answer after, median | 95 % | ear's delay, last minute against first | slowest recovery | notices |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        Print("good", await EarProbe.RunAsync(network.Address, duration), duration, []);
        (network.Jitter, network.Loss) = (Jitter, Loss);
        var stalls = new List<double>();
        EarReport bad = await EarProbe.RunAsync(network.Address, duration, at =>
        {
            // In the middle of each minute, so that its ends can be compared.
            if (at.Ticks % BetweenStalls.Ticks == BetweenStalls.Ticks / 2)
            {
                network.Stall(Stall);
                stalls.Add(at.TotalMilliseconds);
            }
        });
        Print("bad", bad, duration, stalls);
        await app.StopAsync();
    }

    private static WebApplication Build(EarModel model)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddMetrics();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(Options.Create(new InteractionOptions()));
        builder.Services.AddSingleton<InteractionMetrics>();
        builder.Services.AddSingleton<IInteractionModel>(model);
        builder.Services.AddSingleton<IBackgroundAgentFactory, NoAgent>();
        builder.Services.AddSingleton<LiveHost>();
        builder.Services.AddHostedService<LiveLoopService>();
        builder.Services.AddRecording(builder.Configuration);
        builder.Services.AddDialects(builder.Configuration);
        WebApplication app = builder.Build();
        app.UseWebSockets();
        app.MapDialects();
        return app;
    }

    private static void Print(string name, EarReport report, TimeSpan duration, List<double> stalls)
    {
        double[] answers = [.. report.Marks.Select(mark => mark.RoundTripMs).Order()];
        double usual = answers.Length == 0 ? double.NaN : answers[(int)(.95 * (answers.Length - 1))];
        double part = Math.Min(60_000, duration.TotalMilliseconds / 4);
        double drift = report.EarMs(duration.TotalMilliseconds - part, duration.TotalMilliseconds) - report.EarMs(0, part);
        string recovery = stalls.Count == 0 ? "-" : Invariant($"{stalls.Max(stall => Recovery(report, stall, usual)):0} ms");
        Console.WriteLine(Invariant($"| {name} | {report.Count} | {report.Marks.Count} | {EarReport.Median(answers):0} ms | {usual:0} ms | {drift:+0;-0;0} ms | {recovery} | {report.Notices} |"));
    }

    /// <summary>From the stall's end to the first mark from which on answers are as quick as usual. Marks are a quarter of a second apart, and so is what this can tell.</summary>
    private static double Recovery(EarReport report, double stall, double usual)
    {
        double over = stall + Stall.TotalMilliseconds;
        Mark[] after = [.. report.Marks.Where(mark => mark.SaidMs >= over && mark.SaidMs < over + 20_000)];
        Mark? slow = after.LastOrDefault(mark => mark.RoundTripMs > usual * 1.25);
        Mark? first = after.FirstOrDefault(mark => slow is null || mark.SaidMs > slow.SaidMs);
        return first is null ? double.PositiveInfinity : Math.Max(0, first.SaidMs - over);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
