using System.Globalization;
using System.Text.Json.Nodes;
using InteractionCore.Delegation;
using InteractionCore.Injections;

namespace InteractionCore.Ui;

/// <summary>One hit of a search.</summary>
/// <param name="Title">What is shown as its name.</param>
/// <param name="Address">Where it is: a web address, or a file's path.</param>
/// <param name="Snippet">The words around what was found.</param>
public sealed record SearchHit(string Title, string Address, string Snippet);

/// <summary>The cards the host and its plugins show, made of the basic catalog. What is too much for a card is left out.</summary>
public static class Cards
{
    private const int MaxRows = 24;
    private const int MaxColumns = 8;
    private const int MaxTextChars = 200;
    private const int BarLength = 20;

    /// <summary>A list of lines under a title.</summary>
    public static UiDescriptor List(string surfaceId, string title, IEnumerable<string> items)
    {
        var surface = new Surface(surfaceId);
        string[] lines = [.. items.Take(MaxRows).Select(item => surface.Text(Short(item)))];
        string list = surface.Add("List", new JsonObject { ["children"] = new JsonArray([.. lines.Select(line => (JsonNode)line)]), ["direction"] = "vertical" });
        return surface.Build(surface.Column([surface.Text(Short(title), "h3"), list]));
    }

    /// <summary>Rows under the names of their columns.</summary>
    public static UiDescriptor Table(string surfaceId, string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var surface = new Surface(surfaceId);
        string Line(IEnumerable<string> cells, string variant) => surface.Row(cells.Take(MaxColumns).Select(cell => surface.Text(Short(cell), variant)), "spaceBetween");
        string[] children =
        [
            surface.Text(Short(title), "h3"), Line(columns, "caption"), surface.Add("Divider", new JsonObject { ["axis"] = "horizontal" }),
            .. rows.Take(MaxRows).Select(row => Line(row, "body")),
        ];
        return surface.Build(surface.Column(children));
    }

    /// <summary>Bars, the longest for the greatest value. Negative values have none.</summary>
    public static UiDescriptor Chart(string surfaceId, string title, IEnumerable<(string Name, double Value)> bars)
    {
        var surface = new Surface(surfaceId);
        (string Name, double Value)[] shown = [.. bars.Where(bar => double.IsFinite(bar.Value)).Take(MaxRows)];
        double greatest = shown.Length == 0 ? 0 : shown.Max(bar => bar.Value);
        IEnumerable<string> lines = shown.Select(bar => surface.Row(
            [
                surface.Text(Short(bar.Name), "caption"),
                surface.Text(new string('█', greatest > 0 && bar.Value > 0 ? Math.Max(1, (int)Math.Round(bar.Value / greatest * BarLength)) : 0)),
                surface.Text(bar.Value.ToString("0.##", CultureInfo.InvariantCulture), "caption"),
            ]));
        return surface.Build(surface.Column([surface.Text(Short(title), "h3"), .. lines]));
    }

    /// <summary>A count that <see cref="Surface.Change"/> of "/count" changes.</summary>
    public static UiDescriptor Counter(string surfaceId, string title, long count)
    {
        var surface = new Surface(surfaceId);
        return surface.Build(
            surface.Column([surface.Text(Short(title), "h3"), surface.Text(Surface.Bind("/count"), "h1")]), new JsonObject { ["count"] = count.ToString(CultureInfo.InvariantCulture) });
    }

    /// <summary>
    /// A timer that shows what is left, as m:ss at "/left", and can be stopped with the action "stop_timer". The client may count down
    /// by itself from "/endsAt".
    /// </summary>
    public static UiDescriptor Timer(string surfaceId, string title, TimeSpan left, DateTimeOffset endsAt)
    {
        var surface = new Surface(surfaceId);
        return surface.Build(
            surface.Column([surface.Text(Short(title), "h3"), surface.Text(Surface.Bind("/left"), "h1"), surface.Button("Stop", "stop_timer")]),
            new JsonObject { ["left"] = Left(left), ["endsAt"] = endsAt.ToString("O", CultureInfo.InvariantCulture) });
    }

    /// <summary>A timer's time as its card shows it.</summary>
    public static string Left(TimeSpan left) => left.ToString(left >= TimeSpan.FromHours(1) ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);

    /// <summary>Hits of a search, with where they are.</summary>
    public static UiDescriptor SearchHits(string surfaceId, string query, IEnumerable<SearchHit> hits)
    {
        var surface = new Surface(surfaceId);
        var children = new List<string> { surface.Text($"Found for “{Short(query)}”", "h3") };
        foreach (SearchHit hit in hits.Take(MaxRows / 3))
        {
            children.Add(surface.Column([surface.Text(Short(hit.Title), "h5"), surface.Text(Short(hit.Snippet)), surface.Text(Short(hit.Address), "caption")]));
        }

        return surface.Build(surface.Column(children));
    }

    /// <summary>How far a tool is, at "/progress", with a button that takes the task back.</summary>
    public static UiDescriptor Progress(string surfaceId, string tool, string delegationId, ToolProgress progress)
    {
        var surface = new Surface(surfaceId);
        return surface.Build(
            surface.Column([surface.Text(Short(tool.Replace('_', ' ')), "h5"), surface.Text(Surface.Bind("/progress")), surface.Button("Cancel", CancelTask, new JsonObject { ["delegation_id"] = delegationId })]),
            new JsonObject { ["progress"] = ProgressLine(progress) });
    }

    /// <summary>The action of a progress card's button.</summary>
    public const string CancelTask = "cancel_task";

    /// <summary>A progress as its card shows it: a bar when the end is known, and the tool's words.</summary>
    public static string ProgressLine(ToolProgress progress)
    {
        if (progress.Total is not > 0)
        {
            return Short(progress.ToString());
        }

        int filled = (int)Math.Clamp(Math.Round(progress.Done / progress.Total.Value * BarLength), 0, BarLength);
        return $"{new string('█', filled)}{new string('░', BarLength - filled)} {Short(progress.ToString())}";
    }

    private static string Short(string text) => text.Length <= MaxTextChars ? text : string.Concat(text.AsSpan(0, MaxTextChars), "…");
}
