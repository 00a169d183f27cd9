using AgentHost.Dialects.Live;
using AgentHost.Dialects.Realtime;
using Microsoft.Extensions.Options;

namespace AgentHost.Dialects;

/// <summary>The protocols this host speaks.</summary>
internal static class DialectServices
{
    public static IServiceCollection AddDialects(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DialectOptions>().Bind(configuration.GetSection(DialectOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DialectOptions>, DialectOptionsValidator>();
        services.AddSingleton<LiveSessions>();
        services.AddSingleton<LiveEndpoint>();
        services.AddSingleton<RealtimeEndpoint>();
        return services;
    }

    public static void MapDialects(this WebApplication app)
    {
        app.Map(LiveEndpoint.Path, (HttpContext http, LiveEndpoint live) => live.HandleAsync(http));
        app.Map(LiveEndpoint.AttachPath, (HttpContext http, string id, LiveEndpoint live) => live.AttachAsync(http, id));
        app.Map(RealtimeEndpoint.Path, (HttpContext http, RealtimeEndpoint realtime) => realtime.HandleAsync(http));
    }
}
