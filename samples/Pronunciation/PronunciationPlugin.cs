using System.ComponentModel;
using InteractionCore.Delegation;
using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AgentHost.Samples.Pronunciation;

/// <summary>Listens while the user reads aloud, and has the words repeated that were not understood.</summary>
public sealed class PronunciationPlugin : IAgentPlugin
{
    /// <summary>What a table has rows for.</summary>
    private const int MostWords = 24;

    private static readonly string[] Story =
    [
        "The dog met a horse in the forest.",
        "The girl and her dog lived in a small village.",
        "The boy followed the horse up the hill.",
    ];

    public void ConfigureServices(IServiceCollection services, IConfiguration settings, PluginContext context)
    {
        string[] own = [.. settings.GetSection("sentences").GetChildren().Select(sentence => sentence.Value ?? "")];
        string[] sentences = own.Length > 0 ? own : Story;
        string[] wrong = [.. sentences.Where(sentence => Spoken.Words(sentence).Count is 0 or > MostWords)];
        if (wrong.Length > 0)
        {
            throw new PluginConfigurationException([.. wrong.Select(sentence => $"'sentences' has '{sentence}', of {Spoken.Words(sentence).Count} words: give each 1 to {MostWords}.")]);
        }

        services.AddSingleton<IToolSource, ReadingTool>();
        services.AddSingleton<ISessionObserver>(provider => new ReadingCoach(sentences, provider.GetRequiredService<TimeProvider>()));
    }
}

/// <summary>What the user asks for by voice. Its answer is the sign for <see cref="ReadingCoach"/>, which follows the same session.</summary>
internal sealed class ReadingTool : IToolSource
{
    public const string Answer = "please read what you see";

    /// <summary>As the agent calls it.</summary>
    public const string AdvertisedName = "pronunciation_read_story";

    public string Name => "pronunciation";

    public Toolset Current { get; } = new("pronunciation", [ToolHints.CreateReadOnly(ReadStory, "read_story")]);

    [Description("Finds a story for the user to read aloud, and checks the speech: each word's pronunciation.")]
    private static string ReadStory() => Answer;
}
