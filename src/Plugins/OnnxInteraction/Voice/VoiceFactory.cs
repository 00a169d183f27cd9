using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using OnnxInteraction.Package;
using OnnxInteraction.Voice.Lark;

namespace OnnxInteraction.Voice;

/// <summary>Finds the voice: the package's, else espeak-ng, else none.</summary>
internal static partial class VoiceFactory
{
    private const string DefaultEspeakVoice = "en-us";

    /// <param name="voice">"auto", "none", the name of one of the package's voices, or an espeak-ng voice.</param>
    /// <param name="folder">The voice package.</param>
    /// <param name="card">The model's, for the words that espeak-ng has ready.</param>
    public static IVoice Create(string voice, string folder, ModelCard card, ILogger logger)
    {
        if (voice is "none")
        {
            return new SilentVoice("none ('voice' is 'none')");
        }

        string reason = "";
        try
        {
            var package = VoicePackage.Open(folder);
            if (voice is "auto" || package.Card.Voices.Any(speaker => speaker.Name == voice))
            {
                return new OnnxVoice(package, voice, logger);
            }

            package.Dispose();
        }
        catch (ModelPackageException exception)
        {
            reason = exception.Message;
            LogNoPackage(logger, reason);
        }

        IEnumerable<string> words = card.Vocabulary.Where(word => !word.StartsWith('<'));
        return (IVoice?)EspeakVoice.TryCreate(EspeakName().IsMatch(voice) ? voice : DefaultEspeakVoice, Vocoder.SampleRate, card.Pronunciations, words, logger)
            ?? new SilentVoice($"none: espeak-ng is not installed, so the model's words stay text (Debian: apt-get install espeak-ng). {reason}".TrimEnd());
    }

    /// <summary>espeak-ng's voices are languages: "en", "en-gb", "en-us+f3". Anything else was to be one of the package's.</summary>
    [GeneratedRegex("^[a-z]{2}([-+]|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex EspeakName();

    [LoggerMessage(LogLevel.Warning, "The voice package cannot be used, so espeak-ng speaks where it is installed. {Reason}")]
    private static partial void LogNoPackage(ILogger logger, string reason);
}
