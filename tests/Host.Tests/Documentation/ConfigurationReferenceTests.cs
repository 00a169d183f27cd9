using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AgentHost.Dialects;
using AgentHost.Recording;
using AgentHost.Testing;
using InteractionCore.Sessions;

namespace AgentHost.Tests.Documentation;

/// <summary>docs/configuration.md has the options as the code has them. UPDATE_DOCS=1 writes it anew.</summary>
public sealed class ConfigurationReferenceTests
{
    private const string Begin = "<!-- options: written by ConfigurationReferenceTests -->\n", End = "<!-- end of options -->";

    [Fact]
    public void The_configuration_reference_is_that_of_the_options()
    {
        string path = Repository.PathOf("docs", "configuration.md"), page = File.ReadAllText(path).ReplaceLineEndings("\n");
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = page.IndexOf(End, StringComparison.Ordinal);

        string wanted = Table(InteractionOptions.Section, typeof(InteractionOptions)) + Table(RecordingOptions.Section, typeof(RecordingOptions)) + Table(DialectOptions.Section, typeof(DialectOptions));
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") is "1")
        {
            File.WriteAllText(path, page[..begin] + wanted + page[end..]);
            return;
        }

        Assert.Equal(wanted, page[begin..end]);
    }

    private static string Table(string section, Type options)
    {
        var table = new StringBuilder($"## {section}\n\n| option | default | range | |\n| --- | --- | --- | --- |\n");
        object defaults = Activator.CreateInstance(options)!;
        Dictionary<string, string> summaries = Summaries(options);
        foreach (PropertyInfo property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            RangeAttribute? range = property.GetCustomAttribute<RangeAttribute>();
            table.Append(CultureInfo.InvariantCulture,
                $"| `{section}:{property.Name}` | {Value(property.GetValue(defaults))} | {(range is null ? "" : $"{range.Minimum} to {range.Maximum}")} | {summaries.GetValueOrDefault(property.Name, "")} |\n");
        }

        return table.Append('\n').ToString();
    }

    private static string Value(object? value) => value switch
    {
        null => "none",
        System.Collections.IEnumerable and not string => "none",
        IFormattable number => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
        _ => $"`{value}`",
    };

    /// <summary>What the doc comments say, without their last sentence when it tells the default.</summary>
    private static Dictionary<string, string> Summaries(Type options)
    {
        string prefix = $"P:{options.FullName}.";
        return XDocument.Load(Path.ChangeExtension(options.Assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Attribute("name")!.Value.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(
                member => member.Attribute("name")!.Value[prefix.Length..],
                member => Regex.Replace(string.Join(' ', member.Element("summary")!.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace("|", "\\|", StringComparison.Ordinal),
                    " Default [^.]*(\\.(?=\\S)[^.]*)*\\.$", "", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)),
                StringComparer.Ordinal);
    }
}
