using Microsoft.Extensions.Logging;

namespace OnnxInteraction.Voice.Lark;

/// <summary>Speaks through a voice package of this repository: a small network on ONNX Runtime, word by word.</summary>
internal sealed partial class OnnxVoice(VoicePackage package, string? preferred, ILogger logger) : IVoice, IDisposable
{
    private int _toldOfNaN;

    public string Description { get; } = $"{package.Card.Name} {package.Card.Version} ({package.Card.Parameters / 1e6:0.0} M parameters; {string.Join(", ", Order(package, preferred))})";

    public bool Speaks => true;

    public IReadOnlyList<string> Names { get; } = Order(package, preferred);

    public Task Ready => Task.CompletedTask;

    public IVoiceStream Open(string? name)
    {
        string chosen = Names.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) ?? Names[0];
        int voice = package.Card.Voices.Select(speaker => speaker.Name).ToList().IndexOf(chosen);
        return new OnnxVoiceStream(package, voice, TellOfNaN);
    }

    public void Dispose() => package.Dispose();

    private static string[] Order(VoicePackage package, string? preferred) =>
        [.. package.Card.Voices.Select(voice => voice.Name).OrderBy(name => string.Equals(name, preferred, StringComparison.OrdinalIgnoreCase) ? 0 : 1)];

    private void TellOfNaN()
    {
        if (Interlocked.Exchange(ref _toldOfNaN, 1) == 0)
        {
            LogNaN(package.Card.Name);
        }
    }

    [LoggerMessage(LogLevel.Error, "The voice '{Name}' computed no numbers for a phoneme, which stays unspoken, as will others: the package is damaged. Export it again (training/README.md), or set 'voice' to an espeak-ng voice.")]
    private partial void LogNaN(string name);
}
