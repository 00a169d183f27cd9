using InteractionCore.Audio;
using InteractionCore.Sessions;

namespace InteractionCore.Delegation;

/// <summary>Cuts the user's last utterance out of the audio that is kept: from its first word, which the transcript times, to the last sound.</summary>
internal static class Utterance
{
    /// <summary>Stretches of the user's words closer together than this are one utterance: people pause.</summary>
    private const long GapMs = 3_000;

    /// <summary>Silence this long before the first word's sound means that nothing belongs to it any more.</summary>
    private const int PauseMs = 400;

    /// <summary>Kept before the first sound and after the last, as words begin and end softly; with more silence a transcriber may find no words.</summary>
    private const int MarginMs = 300;

    private const int FrameMs = 20;

    /// <summary>Less than this is a click, not a word.</summary>
    private const int LeastSpeechMs = 100;

    /// <summary>What is quieter is silence, whatever the room: -50 dB of full scale.</summary>
    private const double QuietLevel = 0.003;

    /// <summary>Speech is so much louder than the room, which is as loud as the quietest tenth of what is kept.</summary>
    private const double AboveRoom = 2.5;

    /// <returns>Mono, at the transcriber's sample rate; empty when nobody spoke.</returns>
    public static float[] Cut(DelegationRequest request)
    {
        ReadOnlySpan<short> audio = request.Audio.Span;
        int frame = request.AudioSampleRate * FrameMs / 1_000;
        if (frame == 0 || audio.Length < frame)
        {
            return [];
        }

        bool[] speech = FindSpeech(audio, frame);
        int first = FirstFrame(request, speech.Length);
        first = Math.Max(0, BeginOfSound(speech, first) - (MarginMs / FrameMs));
        if (speech.AsSpan(first).Count(true) * FrameMs < LeastSpeechMs)
        {
            return [];
        }

        int end = Math.Min(speech.Length, Array.LastIndexOf(speech, value: true) + 1 + (MarginMs / FrameMs));
        ReadOnlySpan<short> cut = audio[(first * frame)..(end * frame)];
        float[] samples = new float[cut.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (float)cut[i] / short.MaxValue;
        }

        return Resampler.Convert(samples, request.AudioSampleRate, ITranscriber.SampleRate);
    }

    /// <summary>The frame in which the utterance's first word ends; 0 when the model heard none, so that all is taken.</summary>
    private static int FirstFrame(DelegationRequest request, int frames)
    {
        int last = request.Transcript.ToList().FindLastIndex(entry => entry.Speaker is Speaker.User);
        if (last < 0)
        {
            return 0;
        }

        while (last > 0 && request.Transcript[last - 1] is { Speaker: Speaker.User } before && request.Transcript[last].StartMs - before.EndMs < GapMs)
        {
            last--;
        }

        long fromEnd = (request.AudioEndMs - request.Transcript[last].StartMs) / FrameMs;
        return (int)Math.Clamp(frames - fromEnd, 0, frames);
    }

    /// <summary>Goes back from a word's end to the pause before it.</summary>
    private static int BeginOfSound(bool[] speech, int end)
    {
        int begin = end;
        for (int i = end - 1; i >= 0 && begin - i <= PauseMs / FrameMs; i--)
        {
            begin = speech[i] ? i : begin;
        }

        return begin;
    }

    private static bool[] FindSpeech(ReadOnlySpan<short> audio, int frame)
    {
        double[] levels = new double[audio.Length / frame];
        for (int i = 0; i < levels.Length; i++)
        {
            double sum = 0;
            foreach (short sample in audio.Slice(i * frame, frame))
            {
                sum += (double)sample * sample;
            }

            levels[i] = Math.Sqrt(sum / frame) / short.MaxValue;
        }

        double room = levels.Order().ElementAt(levels.Length / 10);
        double least = Math.Max(QuietLevel, AboveRoom * room);
        return [.. levels.Select(level => level > least)];
    }
}
