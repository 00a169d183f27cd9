using System.Buffers;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AgentHost.Samples.Echo;

/// <summary>The smallest interaction model: it says back what it hears, one turn later, and writes back what is typed.</summary>
public sealed class EchoPlugin : IAgentPlugin
{
    public void ConfigureServices(IServiceCollection services, IConfiguration settings, PluginContext context) =>
        services.AddSingleton<IInteractionModel, EchoModel>();
}

/// <summary>A step copies the sound that comes in to the sound that goes out; a token is a word the session has seen.</summary>
internal sealed class EchoModel : IInteractionModel
{
    /// <summary>Quieter than this is silence, and not said back.</summary>
    private const float Silence = 0.01f;

    public ModelLayout Layout { get; } = new()
    {
        InputSampleRate = 16_000,
        InputSamplesPerTurn = 3_200,
        OutputSampleRate = 16_000,
        MaxTokensPerTurn = 8,
        MaxContextTokensPerTurn = 8,
    };

    public ModelDescription Description { get; } = new("echo", "the CPU", "yours", Speaks: true);

    public IModelSession CreateSession(ModelSessionOptions options) => new EchoSession();

    public void Step(ReadOnlySpan<ModelTurn> turns)
    {
        foreach (ModelTurn turn in turns)
        {
            // Injected tokens come back on the say lane: what is typed is written.
            foreach (int word in turn.Context.AsSpan(0, turn.ContextCount))
            {
                turn.Write(new LaneToken(Lane.Say, word, OffsetMs: 0));
            }

            if (turn.AudioIn.Any(sample => Math.Abs(sample) > Silence))
            {
                turn.AudioIn.CopyTo(turn.AudioOut, 0);
                turn.AudioSamples = turn.AudioIn.Length;
            }
        }
    }

    public void Dispose()
    {
    }

    /// <summary>Its words by token id.</summary>
    private sealed class EchoSession : IModelSession
    {
        private readonly List<string> _words = [];

        public IReadOnlyList<int> Encode(Injection injection)
        {
            string[] words = (injection.Text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            lock (_words)
            {
                int first = _words.Count;
                _words.AddRange(words);
                return [.. Enumerable.Range(first, words.Length)];
            }
        }

        public void Decode(LaneToken token, IBufferWriter<char> text)
        {
            lock (_words)
            {
                text.Write(" ");
                text.Write(_words[token.Id]);
            }
        }

        public void Dispose()
        {
        }
    }
}
