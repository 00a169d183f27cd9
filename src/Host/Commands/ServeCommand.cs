using System.CommandLine;
using AgentHost.Dialects;
using AgentHost.Dialects.Live;
using AgentHost.Hosting;
using AgentHost.Observability;
using AgentHost.Recording;
using InteractionCore.Delegation;
using InteractionCore.Model;
using InteractionCore.Sessions;

namespace AgentHost.Commands;

/// <summary>The default command: serves the Live dialect and the page to try it.</summary>
internal static class ServeCommand
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    public static void AddTo(RootCommand root)
    {
        Option<string?> plugins = CommonOptions.Plugins();
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen. Reachable from other machines only when you say so, e.g. http://0.0.0.0:5080. "
                + "Several are separated by ';'; an https one gets a development certificate.",
            DefaultValueFactory = _ => DefaultUrl,
            HelpName = "URL",
        };
        root.Options.Add(plugins);
        root.Options.Add(urls);
        var record = new Option<string?>("--record")
        {
            Description = "Record the sessions into this folder, for the page to replay. Whoever reaches the host can listen to them.",
            HelpName = "FOLDER",
        };
        root.Options.Add(record);
        root.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(plugins), parsed.GetValue(urls)!, parsed.GetValue(record), cancellationToken));
    }

    private static async Task<int> RunAsync(string? plugins, string urls, string? record, CancellationToken cancellationToken)
    {
        await using WebApplication app = Build(plugins, urls, settings: record is null ? [] : [$"--{RecordingOptions.Section}:{nameof(RecordingOptions.Folder)}={record}"]);
        await app.StartAsync(cancellationToken);
        Announce(app);
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Ok;
    }

    /// <summary>The web application, not yet started.</summary>
    /// <param name="change">Changes the services before they are built.</param>
    /// <param name="settings">Configuration as on the command line, e.g. "--Recording:Folder=x".</param>
    public static WebApplication Build(string? plugins, string urls, LogLevel level = LogLevel.Information, Action<IServiceCollection>? change = null, params string[] settings)
    {
        // The page's files lie beside the host, wherever it is started from.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.AddAgentHost(plugins, level);
        builder.Configuration.AddCommandLine(settings);
        IReadOnlyList<BindingAddress> addresses = ListenAddresses.Read(urls);
        builder.WebHost.UseUrls([.. addresses.Select(address => address.ToString())]);
        builder.AllowOnlyLoopbackNames(addresses);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.UseDevelopmentCertificate(TimeProvider.System));
        builder.Services.AddRecording(builder.Configuration);
        builder.Services.AddDialects(builder.Configuration);
        builder.Services.AddHostedService<LiveLoopService>();
        builder.Services.AddHostedService<Telemetry>();
        builder.Services.AddResponseCompression();
        change?.Invoke(builder.Services);

        WebApplication app = builder.Build();
        // Now, not at the first session: a model that cannot be loaded stops the host with its reason.
        _ = app.Services.GetRequiredService<LiveHost>();
        // A peer that does not answer a ping is gone, whatever its socket says.
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(15) });
        app.UseResponseCompression();
        app.UseDefaultFiles();
        // Browsers ask whether a file has changed, so that a page is never older than its host.
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" });
        app.MapDialects();
        app.MapRecordings();
        app.MapGet(HostFacts.Path, HostFacts.Report);
        app.MapGet("/healthz", () => Results.Text("ok"));
        app.MapGet("/readyz", Readiness.ReportAsync);
        app.MapGet(MetricsEndpoint.Path, MetricsEndpoint.Read);
        return app;
    }

    private static void Announce(WebApplication app)
    {
        ModelDescription model = app.Services.GetRequiredService<IInteractionModel>().Description;
        AgentDescription agent = app.Services.GetRequiredService<IBackgroundAgentFactory>().Description;
        Console.WriteLine($"AgentHost is listening on {string.Join(", ", app.Urls)}");
        Console.WriteLine($"  model   {model.Name}, on {model.Device}");
        Console.WriteLine($"  voice   {model.Voice}");
        Console.WriteLine($"  agent   {agent.Engine}, {agent.LanguageModel}{(agent.Reason is null ? "" : $" ({agent.Reason})")}");
        Console.WriteLine($"  tools   {string.Join(", ", app.Services.GetRequiredService<LiveHost>().Tools.Select(source => source.Name).DefaultIfEmpty("none"))}");
        Console.WriteLine("Open the address in a browser and press the microphone button; Ctrl+C stops.");
    }
}
