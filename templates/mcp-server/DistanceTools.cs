using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace MyServer._1;

/// <summary>What a distance is as data: a card shows its properties.</summary>
internal sealed record Distance(string From, string To, int Kilometers);

/// <summary>
/// The tools. The agent chooses them by their names and descriptions, so these have the words that people say. A result is one sentence
/// for the voice (text), and data for programs and cards (structured content).
/// </summary>
[McpServerToolType]
internal sealed class DistanceTools
{
    private const double EarthRadius = 6_371;

    /// <summary>Degrees north and east.</summary>
    private static readonly Dictionary<string, (double Latitude, double Longitude)> Cities = new(StringComparer.OrdinalIgnoreCase)
    {
        ["berlin"] = (52.52, 13.41),
        ["boston"] = (42.36, -71.06),
        ["cairo"] = (30.04, 31.24),
        ["london"] = (51.51, -0.13),
        ["madrid"] = (40.42, -3.70),
        ["paris"] = (48.86, 2.35),
        ["rome"] = (41.90, 12.50),
        ["sydney"] = (-33.87, 151.21),
        ["tokyo"] = (35.68, 139.69),
        ["vienna"] = (48.21, 16.37),
    };

    [McpServerTool(Name = "get_distance", Title = "Distance", ReadOnly = true, UseStructuredContent = true, OutputSchemaType = typeof(Distance))]
    [Description("How far it is from one city to another: the distance in kilometers as the crow flies.")]
    public CallToolResult GetDistance([Description("A city, e.g. paris.")] string from, [Description("Another city, e.g. rome.")] string to)
    {
        if ((Unknown(from) ?? Unknown(to)) is { } city)
        {
            // An error's text is said to the user too.
            return new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = $"I do not know where {city} is." }] };
        }

        var distance = new Distance(from, to, (int)Math.Round(Between(Cities[from], Cities[to])));
        return new CallToolResult
        {
            Content = [new TextContentBlock { Text = string.Create(CultureInfo.InvariantCulture, $"From {from} to {to} it is {distance.Kilometers} kilometers.") }],
            StructuredContent = JsonSerializer.SerializeToElement(distance, McpJsonUtilities.DefaultOptions),
        };
    }

    private static string? Unknown(string city) => Cities.ContainsKey(city) ? null : city;

    // The haversine formula.
    private static double Between((double Latitude, double Longitude) a, (double Latitude, double Longitude) b)
    {
        double north = Math.Sin(double.DegreesToRadians(b.Latitude - a.Latitude) / 2);
        double east = Math.Sin(double.DegreesToRadians(b.Longitude - a.Longitude) / 2);
        double chord = (north * north) + (Math.Cos(double.DegreesToRadians(a.Latitude)) * Math.Cos(double.DegreesToRadians(b.Latitude)) * east * east);
        return 2 * EarthRadius * Math.Asin(Math.Sqrt(chord));
    }
}
