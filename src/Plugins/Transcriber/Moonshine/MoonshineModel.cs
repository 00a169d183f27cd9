using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Transcriber.Moonshine;

/// <summary>
/// Moonshine tiny (Useful Sensors, "Moonshine: Speech Recognition for Live Transcription and Voice Commands", 2024): an encoder of the
/// sound, and a <see cref="MoonshineDecoder"/> that writes. On one thread, the caller's. One call at a time.
/// </summary>
internal sealed class MoonshineModel : IDisposable
{
    public const int SampleRate = 16_000;

    /// <summary>What is shorter holds no word, and less than this the encoder cannot take.</summary>
    private const int LeastSamples = SampleRate / 10;

    private static readonly string[] Inputs = ["input_values"];
    private static readonly string[] Outputs = ["last_hidden_state"];

    private readonly InferenceSession _encoder;
    private readonly MoonshineDecoder _decoder;
    private readonly TokenText _text;

    private MoonshineModel(InferenceSession encoder, MoonshineDecoder decoder, TokenText text) => (_encoder, _decoder, _text) = (encoder, decoder, text);

    /// <exception cref="MoonshineException">A file is missing or damaged.</exception>
    public static MoonshineModel Open(MoonshineFiles files)
    {
        if (files.Missing is { } missing)
        {
            throw new MoonshineException($"'{missing}' was not found. Build again with Node.js and the npm registry at hand, or name another folder with 'model'.");
        }

        InferenceSession? encoder = null;
        try
        {
            encoder = OpenGraph(files.Encoder);
            if (!encoder.InputMetadata.ContainsKey(Inputs[0]) || !encoder.OutputMetadata.ContainsKey(Outputs[0]))
            {
                throw new MoonshineException($"'{files.Encoder}' has no '{Inputs[0]}' or no '{Outputs[0]}': it is another model's. Delete the folder 'artifacts/moonshine' and build again.");
            }

            return new MoonshineModel(encoder, new MoonshineDecoder(OpenGraph(files.Decoder), files.Decoder), new TokenText(File.ReadLines(files.Tokens)));
        }
        catch
        {
            encoder?.Dispose();
            throw;
        }
    }

    /// <summary>What is said.</summary>
    /// <param name="samples">Mono, 16 kHz, in [-1, 1].</param>
    /// <returns>Words with capitals and punctuation; empty when there are none.</returns>
    public string Transcribe(ReadOnlyMemory<float> samples, CancellationToken cancellationToken)
    {
        if (samples.Length < LeastSamples)
        {
            return "";
        }

        cancellationToken.ThrowIfCancellationRequested();
        using var run = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using CancellationTokenRegistration stop = cancellationToken.Register(() => run.Terminate = true);
        try
        {
            using OrtValue sound = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, MemoryMarshal.AsMemory(samples), [1, samples.Length]);
            using IDisposableReadOnlyCollection<OrtValue> encoded = _encoder.Run(run, Inputs, [sound], Outputs);
            return _text.Read(_decoder.Write(run, encoded[0], MoonshineDecoder.MostTokens(samples.Length), cancellationToken));
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _decoder.Dispose();
    }

    private static InferenceSession OpenGraph(string path)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            // What fails is an exception; ending a run that nobody waits for is no error.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            return new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new MoonshineException($"'{path}' cannot be loaded: {exception.Message.ReplaceLineEndings(" ")} Delete the folder 'artifacts/moonshine' and build again.", exception);
        }
    }
}
