using System.Globalization;
using InteractionCore.Model;
using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;
using OnnxInteraction.Package;
using OnnxInteraction.Runtime;
using OnnxInteraction.Vision;
using OnnxInteraction.Voice;

namespace OnnxInteraction;

/// <summary>
/// Settings: <c>model</c> (folder of the package), <c>device</c> (auto, cpu, cuda), <c>threads</c> (1 to 64, default 1),
/// <c>voice</c> ("auto", "none", a voice of the package such as "ben", or an espeak-ng voice such as "en-gb"), <c>voicePackage</c>
/// (folder of the voice; default: "lark" beside the model's).
/// </summary>
public sealed class OnnxInteractionPlugin : IAgentPlugin
{
    public void ConfigureServices(IServiceCollection services, IConfiguration settings, PluginContext context)
    {
        Settings parsed = Settings.Parse(settings, context);
        services.AddSingleton(provider => ModelPackage.Open(parsed.Model));
        services.AddSingleton(provider => VoiceFactory.Create(
            parsed.Voice, parsed.VoicePackage, provider.GetRequiredService<ModelPackage>().Card, provider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(VoiceFactory))));
        services.AddSingleton<IInteractionModel>(provider => Load(parsed, provider));
        services.AddHostedService<VoiceStart>();
        services.AddSingleton<IHealthReporter>(provider => new ModelHealth(parsed, provider));
    }

    private static OnnxModel Load(Settings settings, IServiceProvider provider)
    {
        ModelPackage package = provider.GetRequiredService<ModelPackage>();
        InferenceSession session = OnnxSessionFactory.Open(package.GraphPath, settings.Device, settings.Threads, out string device);
        var graph = new StepGraph(session, package.Card, device);
        return new OnnxModel(package, graph, OpenSight(package), device, provider.GetRequiredService<IVoice>());
    }

    /// <summary>The package's eyes, on the CPU: five small pictures a second are not worth a journey. Null when it does not see.</summary>
    internal static SightGraph? OpenSight(ModelPackage package) =>
        package.Card.Sight is { } card ? new SightGraph(OnnxSessionFactory.Open(package.SightPath!, Device.Cpu, threads: 1, out _), card) : null;
}

/// <summary>The plugin's checked settings.</summary>
internal sealed record Settings(string Model, Device Device, int Threads, string Voice, string VoicePackage)
{
    public static Settings Parse(IConfiguration settings, PluginContext context)
    {
        List<string> errors = [];
        string? model = settings["model"];
        if (string.IsNullOrWhiteSpace(model))
        {
            errors.Add("'model' is missing: the folder of a model package, e.g. \"models/wren\".");
        }

        if (!Enum.TryParse(settings["device"] ?? "auto", ignoreCase: true, out Device device) || !Enum.IsDefined(device))
        {
            errors.Add($"'device' is '{settings["device"]}': use auto, cpu or cuda.");
        }

        if (!int.TryParse(settings["threads"] ?? "1", CultureInfo.InvariantCulture, out int threads) || threads is < 1 or > 64)
        {
            errors.Add($"'threads' is '{settings["threads"]}': use 1 to 64.");
        }

        return errors.Count == 0
            ? new Settings(context.Resolve(model!), device, threads, settings["voice"] ?? "auto", context.Resolve(settings["voicePackage"] ?? Path.Combine(model!, "..", "lark")))
            : throw new PluginConfigurationException(errors);
    }
}
