using InteractionCore.Injections;
using InteractionCore.Plugins;
using InteractionCore.Sessions;

namespace AgentHost.Samples.Pronunciation;

/// <summary>Follows what the model hears, word by word, and speaks up at the end of each sentence.</summary>
/// <param name="sentences">What is read, in this order.</param>
internal sealed class ReadingCoach(IReadOnlyList<string> sentences, TimeProvider time) : ISessionObserver
{
    public string Name => "pronunciation";

    public async Task ObserveAsync(ObservedSession session, IAsyncEnumerable<SessionEvent> events, CancellationToken cancellationToken)
    {
        Lesson? lesson = null;
        await using IAsyncEnumerator<SessionEvent> happened = events.GetAsyncEnumerator(cancellationToken);
        Task<bool> next = happened.MoveNextAsync().AsTask();
        while (true)
        {
            Injection? told = null;
            if (lesson?.Patience is { } patience && await StaysQuietAsync(next, patience))
            {
                told = lesson.Judge();
            }
            else if (!await next)
            {
                return;
            }
            else
            {
                switch (happened.Current)
                {
                    case DelegationUpdated { Update: { Tool: ReadingTool.AdvertisedName, Detail: ReadingTool.Answer } }:
                        lesson = new Lesson(sentences);
                        told = new Injection(InjectionKind.Silent) { Ui = lesson.Card() };
                        break;
                    case InputTranscript heard:
                        told = lesson?.Hear(heard.Text);
                        break;
                }

                next = happened.MoveNextAsync().AsTask();
            }

            if (told is not null)
            {
                await session.InjectAsync(told, cancellationToken);
            }
        }
    }

    private async Task<bool> StaysQuietAsync(Task<bool> next, TimeSpan patience)
    {
        try
        {
            await next.WaitAsync(patience, time);
            return false;
        }
        catch (TimeoutException)
        {
            return true;
        }
    }
}
