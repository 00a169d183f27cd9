using System.CommandLine;
using AgentHost.Audio;
using AgentHost.Hosting;
using AgentHost.Talk;
using InteractionCore.Plugins;
using InteractionCore.Sessions;

namespace AgentHost.Commands;

/// <summary>Streams a recording through a live session and prints what happens.</summary>
internal static class TalkCommand
{
    /// <summary>How long the tools may take to be there before the conversation starts without them.</summary>
    private static readonly TimeSpan ToolPatience = TimeSpan.FromSeconds(20);

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A WAV file: the user's side of the conversation. Any rate and width, mono or stereo." };
        var json = new Option<bool>("--json") { Description = "One JSON object per session event: t_ms, type, and the event's fields." };
        var output = new Option<string?>("--out") { Description = "Write the model's speech to a WAV file, on the same timeline.", HelpName = "FILE" };
        var picture = new Option<string?>("--picture") { Description = "Draw the timeline to an SVG file.", HelpName = "FILE" };
        var fast = new Option<bool>("--fast") { Description = "Run as fast as the model steps, except while the agent works." };
        var tail = new Option<double>("--tail") { Description = "Seconds of silence to go on after the file, while nothing is open.", DefaultValueFactory = _ => 3, HelpName = "S" };
        Option<string?> plugins = CommonOptions.Plugins();
        Option<bool> verbose = CommonOptions.Verbose();
        var command = new Command("talk", "Stream a WAV file through a live session and print the timeline.") { file, json, output, picture, fast, tail, plugins, verbose };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new TalkOptions(parsed.GetValue(file)!, parsed.GetValue(json), parsed.GetValue(output), parsed.GetValue(picture), parsed.GetValue(fast), parsed.GetValue(tail)),
            parsed.GetValue(plugins), parsed.GetValue(verbose), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(TalkOptions options, string? plugins, bool verbose, CancellationToken cancellationToken)
    {
        // The file first: what is wrong with it should not wait for the model.
        using WavReader audio = WavReader.Open(options.File);
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.AddAgentHost(plugins, verbose ? LogLevel.Information : LogLevel.Warning);
        // One session needs no phases, and the fast pace knows none.
        builder.Services.Configure<InteractionOptions>(interaction => interaction.Phases = 1);
        using IHost host = builder.Build();
        LiveHost live = host.Services.GetRequiredService<LiveHost>();
        TimeProvider time = host.Services.GetRequiredService<TimeProvider>();
        await host.StartAsync(cancellationToken);
        // Servers of tools connect meanwhile; what stays broken is said, and the conversation goes on without it.
        IReadOnlyList<HealthReport> reports = await Readiness.CollectAsync(host.Services.GetServices<IHealthReporter>(), ToolPatience, time, cancellationToken);
        foreach (HealthReport report in reports.Where(report => report.Health is Health.Broken))
        {
            await Console.Error.WriteLineAsync($"{report.Part}: {report.Detail}");
        }

        int code = await TalkAsync(live, audio, options, time, cancellationToken);
        await host.StopAsync(CancellationToken.None);
        return code;
    }

    private static async Task<int> TalkAsync(LiveHost live, WavReader audio, TalkOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        InteractionSession session = live.TryCreate(new SessionSettings(), out Refusal? refusal) ?? throw new SetupException(refusal!.Reason);
        using WavWriter? recording = options.Out is null ? null : new WavWriter(options.Out, session.Layout.OutputSampleRate);
        using TimelinePicture? picture = options.Picture is null ? null : new TimelinePicture(options.Picture, options.File, session.Layout);
        ITalkOutput printed = options.Json ? new JsonTimeline(Console.Out, session.Layout) : new TextTimeline(Console.Out, session.Layout);
        ITalkOutput output = picture is null ? printed : new TalkOutputs(printed, picture);
        using EagerPace? eager = options.Fast ? new EagerPace(session.Layout.TurnDuration, () => session, time) : null;
        var transport = new WavTransport(audio, session, eager ?? (ITalkPace)new LivePace(time), TimeSpan.FromSeconds(options.Tail), output, recording);

        output.Started(audio, live.Model.Description);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task loop = eager is null ? live.RunAsync(stop.Token) : live.RunAsync(eager, stop.Token);
        SessionSummary summary = await session.RunAsync(transport, cancellationToken);
        await stop.CancelAsync();
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        recording?.ExtendTo(summary.Turns.Count * session.Layout.TurnMilliseconds);
        output.Ended(summary, live: !options.Fast);
        return summary.Reason is CloseReason.ClientLeft ? ExitCodes.Ok : cancellationToken.IsCancellationRequested ? ExitCodes.Interrupted : ExitCodes.Failed;
    }
}

/// <param name="File">The user's side.</param>
/// <param name="Json">JSON lines instead of text.</param>
/// <param name="Out">Where to write the model's side.</param>
/// <param name="Picture">Where to draw the timeline.</param>
/// <param name="Fast">Not in real time.</param>
/// <param name="Tail">Seconds to go on after the file.</param>
internal sealed record TalkOptions(string File, bool Json, string? Out, string? Picture, bool Fast, double Tail);
