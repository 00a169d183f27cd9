using System.Globalization;
using System.Text;
using InteractionCore.Injections;
using InteractionCore.Plugins;
using InteractionCore.Sessions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AgentHost.Samples.Minutes;

/// <summary>Writes the minutes of each session: a Markdown file with what was said, and what was looked up or done.</summary>
public sealed class MinutesPlugin : IAgentPlugin
{
    public void ConfigureServices(IServiceCollection services, IConfiguration settings, PluginContext context) =>
        services.AddSingleton<ISessionObserver>(new MinutesTaker(context.Resolve(settings["folder"] ?? "minutes")));
}

/// <summary>An observer: it reads what the client is told, and nobody waits for it.</summary>
internal sealed class MinutesTaker(string folder) : ISessionObserver
{
    public string Name => "minutes";

    public async Task ObserveAsync(ObservedSession session, IAsyncEnumerable<SessionEvent> events, CancellationToken cancellationToken)
    {
        var minutes = new MinutesText();
        await foreach (SessionEvent happened in events.WithCancellation(cancellationToken))
        {
            minutes.Add(happened);
        }

        if (!minutes.IsEmpty)
        {
            Directory.CreateDirectory(folder);
            string file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{session.StartedAt.UtcDateTime:yyyy-MM-dd-HHmmss}-{session.Id}.md"));
            await File.WriteAllTextAsync(file, minutes.ToMarkdown(session), cancellationToken);
        }
    }
}

/// <summary>Minutes as they grow: a paragraph for each stretch of one speaker's words.</summary>
internal sealed class MinutesText
{
    /// <summary>A model may begin to answer before it has written the user's last word: words heard so soon after the others belong to them.</summary>
    private const long LateWordMs = 600;

    private readonly List<(long TimeMs, string Who, StringBuilder Text)> _paragraphs = [];
    private StringBuilder? _heard;
    private long _heardMs;

    public bool IsEmpty => _paragraphs.Count == 0;

    public void Add(SessionEvent happened)
    {
        switch (happened)
        {
            case InputTranscript heard:
                Hear(heard.TimeMs, heard.Text);
                break;
            case Injected { Kind: InjectionKind.UserText } typed:
                Say(typed.TimeMs, "User", $" {typed.Text}");
                break;
            case OutputTranscript said:
                Say(said.TimeMs, "Host", said.Text);
                break;
            case DelegationCreated created:
                Say(created.TimeMs, "Asked for", $" {created.Task}");
                break;
            case DelegationUpdated { Update: { Status: DelegationStatus.Completed, Detail: { } answer } } done:
                Say(done.TimeMs, "Found", $" {answer}");
                break;
        }
    }

    public string ToMarkdown(ObservedSession session)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Minutes of {session.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} (UTC)\n");
        foreach ((long timeMs, string who, StringBuilder said) in _paragraphs)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{timeMs / 60_000}:{timeMs / 1_000 % 60:00} **{who}:** {said.ToString().Trim().ReplaceLineEndings(" ")}\n");
        }

        return session.Missed == 0 ? text.ToString() : text.Append(CultureInfo.InvariantCulture, $"\n{session.Missed} events are missing here.\n").ToString();
    }

    private void Hear(long timeMs, string words)
    {
        if (_heard is not null && timeMs - _heardMs <= LateWordMs)
        {
            _heard.Append(words);
        }
        else
        {
            Say(timeMs, "User", words);
            _heard = _paragraphs[^1].Text;
        }

        _heardMs = timeMs;
    }

    private void Say(long timeMs, string who, string words)
    {
        if (_paragraphs.Count == 0 || _paragraphs[^1].Who != who)
        {
            _paragraphs.Add((timeMs, who, new StringBuilder()));
        }

        _paragraphs[^1].Text.Append(words);
    }
}
