using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using InteractionCore.Audio;
using Microsoft.Extensions.Logging;

namespace OnnxInteraction.Voice;

/// <summary>
/// Speaks through the program espeak-ng, run as a process of its own. The vocabulary is spoken once at start; what else is to be
/// said is made when it is needed, off the live loop.
/// </summary>
internal sealed partial class EspeakVoice : IVoice, IAsyncDisposable
{
    private const int PendingTexts = 256;
    private const int WavHeaderBytes = 44;
    private const int SampleRate = 22_050;

    /// <summary>espeak-ng puts 0.5 s of digital silence between paragraphs, and never more than a few ms within a word.</summary>
    private const int ParagraphGap = SampleRate / 10;

    /// <summary>Function words in their weak form; alone they would be spelled out.</summary>
    private static readonly Dictionary<string, string> WeakForms = new(StringComparer.Ordinal) { ["a"] = "[[@]]", ["the"] = "[[D@]]", ["an"] = "[[@n]]" };

    private readonly string _program;
    private readonly string _voice;
    private readonly int _outputRate;
    private readonly IReadOnlyDictionary<string, string> _pronunciations;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, Sound> _sounds = new(StringComparer.Ordinal);

    /// <summary>Texts to be spoken; when there are too many, the oldest goes unspoken.</summary>
    private readonly Channel<(string Text, Sound Sound)> _pending = Channel.CreateBounded<(string, Sound)>(
        new BoundedChannelOptions(PendingTexts) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
        dropped => dropped.Item2.Samples = []);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _speaking;

    private EspeakVoice(string program, string voice, int outputRate, IReadOnlyDictionary<string, string> pronunciations, IEnumerable<string> vocabulary, ILogger logger)
    {
        (_program, _voice, _outputRate, _pronunciations, _logger) = (program, voice, outputRate, pronunciations, logger);
        Description = $"espeak-ng ({voice}), word by word";
        Ready = Task.Run(() => PrepareAsync([.. vocabulary], _stop.Token));
        _speaking = Task.Run(() => RunAsync(_stop.Token));
    }

    public string Description { get; }

    public bool Speaks => true;

    public IReadOnlyList<string> Names => [];

    public Task Ready { get; }

    public IVoiceStream Open(string? name) => new SoundStream(Speak, _outputRate);

    /// <summary>The voice, or null when the program is not installed.</summary>
    /// <param name="outputRate">Sample rate of the sounds, in Hz.</param>
    /// <param name="pronunciations">What to read for a word.</param>
    /// <param name="vocabulary">Words to have ready.</param>
    public static EspeakVoice? TryCreate(string voice, int outputRate, IReadOnlyDictionary<string, string> pronunciations, IEnumerable<string> vocabulary, ILogger logger)
    {
        string name = OperatingSystem.IsWindows() ? "espeak-ng.exe" : "espeak-ng";
        string? program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
        return program is null ? null : new EspeakVoice(program, voice, outputRate, pronunciations, vocabulary, logger);
    }

    /// <summary>The sound of a text; it may still be in the making. Never waits.</summary>
    public Sound Speak(string text)
    {
        if (_sounds.TryGetValue(text, out Sound? known))
        {
            return known;
        }

        var sound = new Sound();
        _pending.Writer.TryWrite((text, sound));
        return sound;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _speaking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Ready;
        await foreach ((string text, Sound sound) in _pending.Reader.ReadAllAsync(cancellationToken))
        {
            // A failure must not hold back the words behind it: they go on without this one.
            sound.Samples = (await RenderAsync([text], cancellationToken)).FirstOrDefault() ?? [];
        }
    }

    private async Task PrepareAsync(string[] vocabulary, CancellationToken cancellationToken)
    {
        List<float[]> sounds = await RenderAsync(vocabulary, cancellationToken);
        if (sounds.Count != vocabulary.Length)
        {
            LogVocabularyNotReady(vocabulary.Length, sounds.Count);
            return;
        }

        for (int i = 0; i < vocabulary.Length; i++)
        {
            _sounds[vocabulary[i]] = new Sound { Samples = sounds[i] };
        }
    }

    /// <summary>Speaks each text as a paragraph of its own and cuts the sound at the gaps.</summary>
    private async Task<List<float[]>> RenderAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(_program, ["-v", _voice, "-s", "175", "--stdout", "--stdin"])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            })!;
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var wav = new MemoryStream();
            Task reading = process.StandardOutput.BaseStream.CopyToAsync(wav, cancellationToken);
            await process.StandardInput.WriteAsync(string.Join("\n\n", texts.Select(ToRead)).AsMemory(), cancellationToken);
            process.StandardInput.Close();
            await reading;
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                LogProgramFailed(process.ExitCode, await errors);
                return [];
            }

            return Cut(wav.GetBuffer().AsSpan(0, (int)wav.Length));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogProgramFailed(-1, exception.Message);
            return [];
        }
    }

    private string ToRead(string text) => WeakForms.GetValueOrDefault(text) ?? _pronunciations.GetValueOrDefault(text, text).Replace("[[", "", StringComparison.Ordinal) + ".";

    private List<float[]> Cut(ReadOnlySpan<byte> wav)
    {
        List<float[]> sounds = [];
        if (wav.Length <= WavHeaderBytes)
        {
            return sounds;
        }

        ReadOnlySpan<short> pcm = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(wav[WavHeaderBytes..]);
        int start = -1, silent = 0;
        for (int i = 0; i <= pcm.Length; i++)
        {
            bool quiet = i == pcm.Length || pcm[i] == 0;
            silent = quiet ? silent + 1 : 0;
            if (!quiet && start < 0)
            {
                start = i;
            }
            else if (start >= 0 && (silent == ParagraphGap || i == pcm.Length))
            {
                sounds.Add(Convert(pcm[start..(i - silent + 1)]));
                start = -1;
            }
        }

        return sounds;
    }

    private float[] Convert(ReadOnlySpan<short> pcm)
    {
        var samples = new float[pcm.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = pcm[i] / 32768f;
        }

        return Resampler.Convert(samples, SampleRate, _outputRate);
    }

    [LoggerMessage(LogLevel.Warning, "espeak-ng spoke {Spoken} of the vocabulary's {Words} words at start; words are made one by one instead, a little later.")]
    private partial void LogVocabularyNotReady(int words, int spoken);

    [LoggerMessage(LogLevel.Error, "espeak-ng ended with code {Code}: {Message}")]
    private partial void LogProgramFailed(int code, string message);
}
