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
        var file = new Argument<string?>("FILE") { Description = "A WAV file: the user's side of the conversation. Any rate and width, mono or stereo.", Arity = ArgumentArity.ZeroOrOne };
        var microphone = new Option<bool>("--mic") { Description = "Talk with the machine's microphone and loudspeaker instead (ALSA: arecord, aplay). Ctrl+C ends it. Wear headphones: there is no echo cancellation." };
        var camera = new Option<string?>("--camera") { Description = "What a camera sees meanwhile: a Motion JPEG file, five pictures a second.", HelpName = "FILE" };
        var plain = new Option<bool>("--plain") { Description = "Lines only, also on a terminal." };
        var json = new Option<bool>("--json") { Description = "One JSON object per session event: t_ms, type, and the event's fields." };
        var output = new Option<string?>("--out") { Description = "Write the model's speech to a WAV file, on the same timeline.", HelpName = "FILE" };
        var picture = new Option<string?>("--picture") { Description = "Draw the timeline to an SVG file.", HelpName = "FILE" };
        var fast = new Option<bool>("--fast") { Description = "Run as fast as the model steps, except while the agent works." };
        var tail = new Option<double>("--tail") { Description = "Seconds of silence to go on after the file, while nothing is open.", DefaultValueFactory = _ => 3, HelpName = "S" };
        Option<string?> plugins = CommonOptions.Plugins();
        Option<bool> verbose = CommonOptions.Verbose();
        var command = new Command("talk", "Stream a WAV file through a live session and print the timeline.") { file, microphone, camera, json, plain, output, picture, fast, tail, plugins, verbose };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new TalkOptions(parsed.GetValue(file), parsed.GetValue(microphone), parsed.GetValue(camera), parsed.GetValue(json), parsed.GetValue(plain), parsed.GetValue(output),
                parsed.GetValue(picture), parsed.GetValue(fast), parsed.GetValue(tail)),
            parsed.GetValue(plugins), parsed.GetValue(verbose), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(TalkOptions options, string? plugins, bool verbose, CancellationToken cancellationToken)
    {
        // The user's side first: what is wrong with it should not wait for the model.
        CameraFilm? film = options.Camera is null ? null : CameraFilm.Open(options.Camera);
        using ITalkSource audio = await OpenAsync(options, cancellationToken);
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.AddAgentHost(plugins, verbose ? LogLevel.Information : options.IsDrawn ? LogLevel.Error : LogLevel.Warning);
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

        int code = await TalkAsync(live, audio, film, options, time, cancellationToken);
        await host.StopAsync(CancellationToken.None);
        return code;
    }

    /// <exception cref="SetupException">Neither or both are given, or what is given cannot be opened.</exception>
    private static async Task<ITalkSource> OpenAsync(TalkOptions options, CancellationToken cancellationToken)
    {
        if (options.Microphone && (options.File is not null || options.Fast || options.Picture is not null))
        {
            throw new SetupException("With --mic there is no FILE, no --fast and no --picture: the microphone is the user's side, in real time.");
        }

        return options.Microphone ? await AlsaMicrophone.OpenAsync("arecord", TimeProvider.System, cancellationToken)
            : options.File is { } file ? WavReader.Open(file)
            : throw new SetupException("Give a WAV file to talk with, such as samples/audio/weather.wav, or --mic.");
    }

    private static async Task<int> TalkAsync(LiveHost live, ITalkSource audio, CameraFilm? film, TalkOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        InteractionSession session = live.TryCreate(new SessionSettings { ReportTurns = options.IsDrawn }, out Refusal? refusal) ?? throw new SetupException(refusal!.Reason);
        using WavWriter? recording = options.Out is null ? null : new WavWriter(options.Out, session.Layout.OutputSampleRate);
        using TimelinePicture? picture = options.Picture is null ? null : new TimelinePicture(options.Picture, options.File!, session.Layout);
        ITalkOutput printed = options.Json ? new JsonTimeline(Console.Out, session.Layout)
            : options.IsDrawn ? new TerminalTimeline(Console.Out, session.Layout, () => Console.WindowWidth, colours: Environment.GetEnvironmentVariable("NO_COLOR") is null or "")
            : new TextTimeline(Console.Out, session.Layout);
        ITalkOutput output = picture is null ? printed : new TalkOutputs(printed, picture);
        using EagerPace? eager = options.Fast ? new EagerPace(session.Layout.TurnDuration, () => session, time) : null;
        await using AlsaLoudspeaker? loudspeaker = options.Microphone ? new AlsaLoudspeaker("aplay", session.Layout.OutputSampleRate) : null;
        ITalkPace pace = audio.IsLive ? new NoPace() : eager ?? (ITalkPace)new LivePace(time);
        var transport = new TalkTransport(audio, session, pace, TimeSpan.FromSeconds(options.Tail), output, [.. new ISpeech?[] { recording, loudspeaker }.OfType<ISpeech>()]) { Film = film };

        output.Started(audio, live.Model.Description);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task loop = eager is null ? live.RunAsync(stop.Token) : live.RunAsync(eager, stop.Token);
        SessionSummary summary = await session.RunAsync(transport, cancellationToken);
        await stop.CancelAsync();
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        await live.WhenObserved();

        recording?.ExtendTo(summary.Turns.Count * session.Layout.TurnMilliseconds);
        output.Ended(summary, live: !options.Fast);
        // A talk with a microphone ends by Ctrl+C as by anything else.
        return summary.Reason is CloseReason.ClientLeft || (options.Microphone && cancellationToken.IsCancellationRequested) ? ExitCodes.Ok : cancellationToken.IsCancellationRequested ? ExitCodes.Interrupted : ExitCodes.Failed;
    }
}

/// <param name="File">The user's side, unless it is the microphone's.</param>
/// <param name="Microphone">Talk with the machine's microphone and loudspeaker.</param>
/// <param name="Camera">What a camera sees meanwhile.</param>
/// <param name="Json">JSON lines instead of text.</param>
/// <param name="Plain">Lines only, also on a terminal.</param>
/// <param name="Out">Where to write the model's side.</param>
/// <param name="Picture">Where to draw the timeline.</param>
/// <param name="Fast">Not in real time.</param>
/// <param name="Tail">Seconds to go on after the file.</param>
internal sealed record TalkOptions(string? File, bool Microphone, string? Camera, bool Json, bool Plain, string? Out, string? Picture, bool Fast, double Tail)
{
    /// <summary>Whether to draw lanes that move: on a terminal, in real time.</summary>
    public bool IsDrawn => !Json && !Plain && !Fast && !Console.IsOutputRedirected;
}
