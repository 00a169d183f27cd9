using InteractionCore.Injections;
using InteractionCore.Ui;

namespace AgentHost.Samples.Pronunciation;

/// <summary>The sentences one after another: what is shown, and what is said about how each was read.</summary>
internal sealed class Lesson(IReadOnlyList<string> sentences)
{
    /// <summary>Words are said again so often; what is not understood then may be the listener's fault.</summary>
    private const int MostRepeats = 2;

    /// <summary>Words that are asked for at once, as many as one keeps in mind.</summary>
    private const int MostAsked = 3;

    /// <summary>Who says nothing for so long in the middle of a sentence reads no further,</summary>
    private static readonly TimeSpan InTheMiddle = TimeSpan.FromSeconds(6);

    /// <summary>and behind its last word, when that was not understood, says it no better.</summary>
    private static readonly TimeSpan AtTheEnd = TimeSpan.FromSeconds(2);

    private int _at;
    private int _repeats;
    private SentenceMarks _sentence = new(sentences[0]);
    private Reading _reading = new(Spoken.Words(sentences[0]));
    private IReadOnlyList<int> _asked = [];

    /// <summary>How long to wait for the next word before what was read is judged; null when there is nothing to wait for.</summary>
    public TimeSpan? Patience => !_reading.IsBegun || _at == sentences.Count ? null : _reading.IsAtEnd ? AtTheEnd : InTheMiddle;

    /// <summary>Takes what was heard.</summary>
    /// <returns>What to show and to say; null for nothing.</returns>
    public Injection? Hear(string text)
    {
        if (_at == sentences.Count)
        {
            return null;
        }

        _reading.Hear(text);
        _sentence.Take(_asked, _reading.SoFar);
        return !_reading.IsBegun ? null : _reading.IsOver ? Judge() : new Injection(InjectionKind.Silent) { Ui = Card() };
    }

    /// <summary>What to say about the sentence, or the words that were asked for, as they were read.</summary>
    public Injection Judge()
    {
        _sentence.Take(_asked, _reading.Whole);
        IReadOnlyList<int> missed = _sentence.Missed;
        if (missed.Count > 0 && _repeats++ < MostRepeats)
        {
            _asked = [.. missed.Take(MostAsked)];
            _reading = new Reading([.. _asked.Select(_sentence.Word)]);
            return Say($"please say {string.Join(" and ", _asked.Select(_sentence.Word))} again");
        }

        UiDescriptor judged = Card();
        bool isLast = ++_at == sentences.Count;
        if (!isLast)
        {
            (_repeats, _asked, _sentence, _reading) = (0, [], new SentenceMarks(sentences[_at]), new Reading(Spoken.Words(sentences[_at])));
        }

        string verdict = missed.Count > 0 ? "never mind" : "that was right";
        return Say($"{verdict} {(isLast ? "and that was all" : "please read on")}", isLast ? judged : Card());
    }

    /// <summary>The sentence with each of its words as it was heard.</summary>
    public UiDescriptor Card() => Cards.Table("reading", sentences[Math.Min(_at, sentences.Count - 1)], ["Word", "Heard"], _sentence.Rows);

    private Injection Say(string text, UiDescriptor? card = null) => new(InjectionKind.Result, text) { Ui = card ?? Card() };
}
