namespace AgentHost.Eval.Scenarios;

/// <summary>What holds for scenarios of every suite.</summary>
internal static class ScenarioRules
{
    private const long LongestMs = 600_000;

    public static IEnumerable<string> Problems(Scenario scenario, IReadOnlyList<SpokenPart> parts)
    {
        if (scenario.Recording is not null && scenario.Parts.Count > 0)
        {
            yield return "It has a \"recording\" and \"parts\": leave one out.";
        }

        if (parts.Count == 0 && scenario.Typed.Count == 0)
        {
            yield return "It has neither a \"recording\" nor \"parts\", and nothing \"typed\": name the WAV files of the user's speech.";
        }

        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i].AtMs is { } at && (at is < 0 or > LongestMs || parts[i].AfterMs != 0 || parts[i].AfterWords is not null))
            {
                yield return $"parts[{i}]: \"at_ms\" is 0 to {LongestMs} and stands alone, without \"after_ms\" and \"after_words\".";
            }

            if (parts[i].AfterMs is < 0 or > LongestMs)
            {
                yield return $"parts[{i}]: \"after_ms\" is {parts[i].AfterMs}: 0 to {LongestMs}.";
            }

            if ((parts[i].Wav.Length > 0) == parts[i].Sound is not null)
            {
                yield return $"parts[{i}]: it needs a \"wav\" or a \"sound\", one of the two.";
            }

            if (parts[i].Sound is { } sound && (!SoundMaker.Kinds.Contains(sound.Kind) || sound.Ms is < 1 or > LongestMs))
            {
                yield return $"parts[{i}]: \"sound\" is '{sound.Kind}' of {sound.Ms} ms: there are {string.Join(", ", SoundMaker.Kinds)}, of 1 to {LongestMs} ms.";
            }

            if (parts[i].AfterWords is < 1)
            {
                yield return $"parts[{i}]: \"after_words\" is {parts[i].AfterWords}: at least 1.";
            }
        }

        if (scenario.TailMs is < 0 or > LongestMs || scenario.AnswerAfterMs is < 0 or > LongestMs || scenario.Typed.Any(typed => typed.AtMs is < 0 or > LongestMs))
        {
            yield return $"\"tail_ms\", \"answer_after_ms\" and the \"at_ms\" of what is typed are 0 to {LongestMs}.";
        }

        if (scenario.Video is { } video && (video.FramesPerSecond is not (> 0 and <= 30) || video.AtMs is < 0 or > LongestMs))
        {
            yield return $"\"video\" has {video.FramesPerSecond} frames a second from {video.AtMs} ms on: above 0 to 30, from 0 to {LongestMs}.";
        }

        if (scenario.Echo is { } echo && (echo.AfterMs is < 0 or > 2_000 || echo.GainDb > 0))
        {
            yield return $"\"echo\" comes after {echo.AfterMs} ms with {echo.GainDb} dB: 0 to 2000, and at most 0.";
        }

        IEnumerable<int?> named = [scenario.Expect.Part, .. scenario.Expect.Due.Select(due => due.Part), .. scenario.Expect.Murmurs.Select(murmur => (int?)murmur.Part)];
        foreach (int part in named.OfType<int>().Where(part => part < 0 || part >= parts.Count))
        {
            yield return $"\"expect\" names part {part}, but there are {parts.Count}, counted from 0.";
        }

        foreach (Due due in scenario.Expect.Due.Where(due => due.AtMs is not null == due.Part is not null))
        {
            yield return $"\"expect.due\" for '{due.Says}' needs \"at_ms\" or \"part\", one of the two.";
        }
    }
}
