using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Globalization;
using InteractionCore.Delegation;
using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AgentHost.Samples.Clock;

/// <summary>The smallest useful plugin: two tools the background agent can call.</summary>
public sealed class ClockPlugin : IAgentPlugin
{
    public void ConfigureServices(IServiceCollection services, IConfiguration settings, PluginContext context) =>
        services.AddSingleton<IToolSource, ClockTools>();
}

/// <summary>Tools are plain methods: their names, descriptions and parameters are what the agent sees.</summary>
internal sealed class ClockTools : IToolSource
{
    /// <summary>Cities whose time zone is named after another one.</summary>
    private static readonly Dictionary<string, string> NamedAfter = new(StringComparer.OrdinalIgnoreCase)
    {
        ["boston"] = "new york",
        ["delhi"] = "kolkata",
        ["beijing"] = "shanghai",
        ["barcelona"] = "madrid",
        ["munich"] = "berlin",
        ["seattle"] = "los angeles",
    };

    private readonly TimeProvider _time;

    public ClockTools(TimeProvider time)
    {
        _time = time;
        Current = new Toolset(Name, [ToolHints.CreateReadOnly(GetTime, "get_time"), ToolHints.CreateReadOnly(GetDate, "get_date")]);
    }

    public string Name => "clock";

    public Toolset Current { get; }

    [Description("What time it is now, here or in a city of the world.")]
    private string GetTime([Description("The city, e.g. tokyo. Leave out for the time here.")] string? city = null)
    {
        DateTimeOffset now = city is null ? _time.GetLocalNow() : TimeZoneInfo.ConvertTime(_time.GetUtcNow(), ZoneOf(city));
        string clock = now.ToString("h:mm", CultureInfo.InvariantCulture).Replace(':', ' ').Replace(" 00", "", StringComparison.Ordinal);
        return $"It is {clock} {(now.Hour < 12 ? "am" : "pm")}{(city is null ? "" : $" in {city}")}.";
    }

    [Description("What day of the week and which date it is today.")]
    private string GetDate() => _time.GetLocalNow().ToString("'It is' dddd, MMMM d.", CultureInfo.InvariantCulture);

    // Zone ids end in a city: Europe/Paris, America/New_York.
    private static TimeZoneInfo ZoneOf(string city)
    {
        string name = NamedAfter.GetValueOrDefault(city.Trim(), city.Trim()).Replace(' ', '_');
        ReadOnlyCollection<TimeZoneInfo> zones = TimeZoneInfo.GetSystemTimeZones();
        return zones.FirstOrDefault(zone => zone.Id.EndsWith("/" + name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(zones.Count > 1 ? $"I know no time zone for {city}." : "This machine has no time zone data (Debian: apt-get install tzdata).", nameof(city));
    }
}
