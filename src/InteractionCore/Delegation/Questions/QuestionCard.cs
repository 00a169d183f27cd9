using System.Text.Json;
using System.Text.Json.Nodes;
using InteractionCore.Injections;
using InteractionCore.Ui;

namespace InteractionCore.Delegation.Questions;

/// <summary>A question as a card: a form with a field for each value, an approval, or a page to visit.</summary>
internal static class QuestionCard
{
    public const string Accept = "answer";
    public const string Decline = "decline";

    public static UiDescriptor Create(string surfaceId, UserQuestion question)
    {
        var surface = new Surface(surfaceId);
        var children = new List<string> { surface.Text(question.Asker, "caption"), surface.Text(question.Message, "h5") };
        var data = new JsonObject();
        var context = new JsonObject();
        foreach ((QuestionField field, int index) in question.Fields.Select((field, index) => (field, index)))
        {
            // By number: a field's own name may hold what a path does not.
            string path = $"/f{index}";
            children.Add(Input(surface, field, path));
            context[field.Name] = Surface.Bind(path);
            data[$"f{index}"] = Preset(field);
        }

        if (question.Page is { } page)
        {
            // The whole address, so that a person sees where it leads before going there.
            children.Add(surface.Text(page.AbsoluteUri));
            children.Add(surface.Add("Button", new JsonObject
            {
                ["child"] = surface.Text("Open the page"),
                ["action"] = new JsonObject
                {
                    ["functionCall"] = new JsonObject { ["call"] = "openUrl", ["args"] = new JsonObject { ["url"] = page.AbsoluteUri }, ["returnType"] = "void" },
                },
            }));
        }

        bool consent = question.Fields.Count == 0;
        children.Add(surface.Row(
        [
            surface.Button(question.Page is not null ? "Done" : consent ? "Yes" : "Send", Accept, context, primary: true),
            surface.Button(consent && question.Page is null ? "No" : "Decline", Decline),
        ]));
        return surface.Build(surface.Column(children), data);
    }

    private static string Input(Surface surface, QuestionField field, string path)
    {
        string label = field.Description is { Length: > 0 } description && description != field.Title ? $"{field.Title}: {description}" : field.Title;
        return field.Kind switch
        {
            FieldKind.YesNo => surface.Add("CheckBox", new JsonObject { ["label"] = label, ["value"] = Surface.Bind(path) }),
            FieldKind.OneOf or FieldKind.SomeOf => surface.Add("ChoicePicker", new JsonObject
            {
                ["label"] = label,
                ["variant"] = field.Kind is FieldKind.SomeOf ? "multipleSelection" : "mutuallyExclusive",
                ["options"] = new JsonArray([.. field.Options.Select(option => (JsonNode)new JsonObject { ["label"] = option.Title, ["value"] = option.Value })]),
                ["value"] = Surface.Bind(path),
            }),
            _ => surface.Add("TextField", new JsonObject
            {
                ["label"] = label,
                ["value"] = Surface.Bind(path),
                ["variant"] = field.Kind is FieldKind.Text ? "shortText" : "number",
            }),
        };
    }

    private static JsonNode? Preset(QuestionField field)
    {
        JsonElement? preset = field.Default;
        return field.Kind switch
        {
            FieldKind.YesNo => preset?.ValueKind is JsonValueKind.True,
            FieldKind.OneOf => new JsonArray(preset is { ValueKind: JsonValueKind.String } one ? [(JsonNode)one.GetString()!] : []),
            FieldKind.SomeOf => preset is { ValueKind: JsonValueKind.Array } some ? JsonNode.Parse(some.GetRawText()) : new JsonArray(),
            _ => preset?.ToString() ?? "",
        };
    }
}
