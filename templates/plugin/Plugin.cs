using System.ComponentModel;
using System.Globalization;
using InteractionCore.Delegation;
using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MyPlugin._1;

/// <summary>The one public class that the host looks for. What it registers is what it offers.</summary>
public sealed class Plugin : IAgentPlugin
{
    public void ConfigureServices(IServiceCollection services, IConfiguration settings, PluginContext context)
    {
        // The host has checked them: by MyPlugin.1.settings.json, the schema.
        int decimals = int.Parse(settings["decimals"] ?? "2", CultureInfo.InvariantCulture);
        services.AddSingleton<IToolSource>(new NumberTools(decimals));
    }
}

/// <summary>
/// Tools are plain methods. The agent chooses them by their names and descriptions, so these have the words that people say; what
/// they return is said to the user. One that changes something is made by AIFunctionFactory.Create.
/// </summary>
/// <param name="decimals">How exact an answer is.</param>
internal sealed class NumberTools(int decimals) : IToolSource
{
    public string Name => "numbers";

    public Toolset Current => new(Name, [ToolHints.CreateReadOnly(Multiply, "multiply"), ToolHints.CreateReadOnly(Divide, "divide")]);

    [Description("Multiplies: how much is one number times another.")]
    private string Multiply([Description("The first number.")] double a, [Description("The second number.")] double b) =>
        $"{Say(a)} times {Say(b)} is {Say(a * b)}.";

    [Description("Divides: how much is one number divided by another.")]
    private string Divide([Description("The number that is divided.")] double a, [Description("The number it is divided by.")] double b) =>
        // What goes wrong is thrown, in words for the user.
        b == 0 ? throw new ArgumentException("Nothing can be divided by zero.") : $"{Say(a)} divided by {Say(b)} is {Say(a / b)}.";

    private string Say(double number) => Math.Round(number, decimals).ToString(CultureInfo.InvariantCulture);
}
