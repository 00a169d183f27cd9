using System.Threading.Channels;
using AgentHost.Samples.Pronunciation;
using AgentHost.Testing;
using InteractionCore.Injections;
using InteractionCore.Plugins;
using InteractionCore.Sessions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AgentHost.Tests.Samples;

/// <summary>A lesson, from what the model hears to what the coach has it say.</summary>
public sealed class ReadingCoachTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ManualTimeProvider _time = new();
    private readonly Channel<SessionEvent> _events = Channel.CreateBounded<SessionEvent>(64);
    private readonly Channel<Injection> _injected = Channel.CreateBounded<Injection>(64);
    private readonly Task _observing;

    public ReadingCoachTests()
    {
        var session = new ObservedSession("s1", DateTimeOffset.UnixEpoch, (injection, token) => _injected.Writer.WriteAsync(injection, token));
        _observing = new ReadingCoach(["A cat sat.", "Then they went home."], _time).ObserveAsync(session, _events.Reader.ReadAllAsync(), CancellationToken.None);
    }

    [Fact]
    public async Task Nothing_is_said_before_the_user_asks_for_a_story()
    {
        Hear("a cat sat");
        Begin();

        Injection first = await NextAsync();

        Assert.Equal((InjectionKind.Silent, null, "reading"), (first.Kind, first.Text, first.Ui?.SurfaceId));
    }

    [Fact]
    public async Task A_sentence_that_was_understood_is_followed_by_the_next_and_the_last_by_the_end()
    {
        Begin();
        Hear("a cat sat");
        Hear("then they went home");

        Assert.Equal(["that was right please read on", "that was right and that was all"], [await SaidAsync(), await SaidAsync()]);
    }

    [Fact]
    public async Task Words_that_were_not_understood_are_asked_for_until_they_are()
    {
        Begin();
        Hear("a dog sat");
        Assert.Equal("please say cat again", await SaidAsync());

        Hear("say cat");

        Assert.Equal("that was right please read on", await SaidAsync());
    }

    [Fact]
    public async Task After_two_repeats_the_story_goes_on()
    {
        Begin();
        Hear("a dog sat");
        Assert.Equal("please say cat again", await SaidAsync());
        Hear("<other>");
        Assert.Equal("please say cat again", await SaidWhenQuietAsync());
        Hear("dog");

        Assert.Equal("never mind please read on", await SaidWhenQuietAsync());
    }

    [Fact]
    public async Task Who_stops_in_the_middle_is_asked_for_the_rest()
    {
        Begin();
        Hear("a");

        Assert.Equal("please say cat and sat again", await SaidWhenQuietAsync());
    }

    [Fact]
    public async Task The_card_shows_each_word_as_it_was_heard()
    {
        Begin();
        await NextAsync();
        Hear("a dog");

        IEnumerable<string?> texts = (await NextAsync()).Ui!.Messages
            .Where(message => message.TryGetProperty("updateComponents", out _))
            .SelectMany(message => message.GetProperty("updateComponents").GetProperty("components").EnumerateArray())
            .Where(component => component.GetProperty("component").GetString() == "Text")
            .Select(component => component.GetProperty("text").GetString());

        Assert.Equal(["A cat sat.", "Word", "Heard", "a", "✓", "cat", "✗ dog", "sat", ""], texts);
    }

    [Fact]
    public void A_sentence_without_words_is_refused_with_its_words_counted()
    {
        IConfiguration settings = new ConfigurationBuilder().AddInMemoryCollection([new("sentences:0", "..."), new("sentences:1", "A cat sat.")]).Build();

        var refused = Assert.Throws<PluginConfigurationException>(() => new PronunciationPlugin().ConfigureServices(new ServiceCollection(), settings, new PluginContext("/", "pronunciation")));

        Assert.Equal(["'sentences' has '...', of 0 words: give each 1 to 24."], refused.Errors);
    }

    public async ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        await _observing;
    }

    private void Begin() => _events.Writer.TryWrite(new DelegationUpdated(0, "d1", new DelegationUpdate(DelegationStatus.Running, "pronunciation_read_story", Detail: "please read what you see")));

    private void Hear(string words) => _events.Writer.TryWrite(new InputTranscript(0, words, 0));

    private Task<Injection> NextAsync() => _injected.Reader.ReadAsync().AsTask().WaitAsync(Limit);

    private async Task<string> SaidAsync()
    {
        Injection next;
        do
        {
            next = await NextAsync();
        }
        while (next.Text is null);
        return next.Text;
    }

    private async Task<string> SaidWhenQuietAsync()
    {
        Task<string> said = SaidAsync();
        while (!said.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(said, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System));
        }

        return await said;
    }
}
