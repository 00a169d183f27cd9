using System.Buffers;
using System.Collections.Frozen;
using InteractionCore.Injections;
using InteractionCore.Model;
using OnnxInteraction.Package;

namespace OnnxInteraction.Text;

/// <summary>The vocabulary: token ids and words. Immutable, shared by all sessions.</summary>
internal sealed class Vocabulary
{
    private readonly string[] _words;
    private readonly FrozenDictionary<string, int> _ids;
    private readonly FrozenSet<int> _controls;
    private readonly FrozenDictionary<int, CardMark> _cards;

    public Vocabulary(ModelCard card)
    {
        _words = [.. card.Vocabulary];
        _ids = card.Vocabulary.Select((word, id) => (word, id)).ToFrozenDictionary(x => x.word, x => x.id, StringComparer.Ordinal);
        ControlCard controls = card.Controls;
        (Other, End, Ask, Cancel) = (_ids[controls.Other], _ids[controls.End], _ids[controls.Ask], _ids[controls.Cancel]);
        (Result, Failed, Progress, User) = (_ids[controls.Result], _ids[controls.Failed], _ids[controls.Progress], _ids[controls.User]);
        (Yield, Backchannel) = (_ids[controls.Yield], _ids[controls.Backchannel]);
        Slots = [.. card.Slots.Select(slot => _ids[slot])];
        Spellings = card.Spellings;
        (string? Name, CardMark Mark)[] cards =
        [
            (controls.Timer, CardMark.Timer), (controls.Counter, CardMark.Counter), (controls.List, CardMark.List), (controls.Next, CardMark.Next), (controls.Close, CardMark.Close),
        ];
        _cards = cards.Where(card => card.Name is not null).ToFrozenDictionary(card => _ids[card.Name!], card => card.Mark);
        _controls = new[] { 0, End, Ask, Cancel, Result, Failed, Progress, User, Yield, Backchannel }.Concat(_cards.Keys).ToFrozenSet();
    }

    public int Other { get; }

    public int End { get; }

    public int Ask { get; }

    public int Cancel { get; }

    public int Result { get; }

    public int Failed { get; }

    public int Progress { get; }

    public int User { get; }

    public int Yield { get; }

    public int Backchannel { get; }

    public IReadOnlyList<int> Slots { get; }

    public IReadOnlyDictionary<string, string> Spellings { get; }

    public string this[int id] => _words[id];

    /// <summary>What the token does to the model's cards; any word is <see cref="CardMark.Inside"/>.</summary>
    public CardMark CardMarkOf(int id) => _cards.GetValueOrDefault(id, CardMark.Inside);

    public bool IsControl(int id) => _controls.Contains(id);

    public bool TryGetId(string word, out int id) => _ids.TryGetValue(word, out id);
}

/// <summary>
/// Turns injected text into tokens and tokens into text, for one session. A stretch of text without known words takes a slot;
/// saying the slot says that text, so the model can speak what it cannot spell.
/// </summary>
internal sealed class WordCodec(Vocabulary vocabulary)
{
    /// <summary>Words of one injection: about 15 s of speech. More is on the card, not in the ear.</summary>
    private const int MaxWords = 40;

    private const int MaxWordsPerSlot = 4;

    private readonly string?[] _slotTexts = new string?[vocabulary.Slots.Count];

    /// <inheritdoc cref="InteractionCore.Model.IModelSession.Encode"/>
    public IReadOnlyList<int> Encode(Injection injection)
    {
        if (injection.Text is null || Framing(injection.Kind) is not { } framing)
        {
            return [];
        }

        List<string> words = Shorten(injection.Text);
        if (words.Count == 0)
        {
            return [];
        }

        var tokens = new List<int>(words.Count + 2) { framing };
        // What the user typed is not spoken by the model: an unknown word there is as unknown as one it heard.
        if (injection.Kind is InjectionKind.UserText)
        {
            tokens.AddRange(words.Select(word => vocabulary.TryGetId(word, out int id) ? id : vocabulary.Other));
        }
        else
        {
            AddWithSlots(words, tokens);
        }

        tokens.Add(vocabulary.End);
        return tokens;
    }

    /// <summary>The text a say or heard token stands for; empty for a control token.</summary>
    public string TextOf(int token)
    {
        for (int slot = 0; slot < vocabulary.Slots.Count; slot++)
        {
            if (vocabulary.Slots[slot] == token)
            {
                return _slotTexts[slot] ?? "";
            }
        }

        return vocabulary.IsControl(token) ? "" : vocabulary[token];
    }

    /// <summary>Appends the token's text with a leading space; nothing for a control token.</summary>
    public void Decode(int token, IBufferWriter<char> text)
    {
        string word = TextOf(token);
        if (word.Length > 0)
        {
            text.Write(" ");
            text.Write(word);
        }
    }

    private int? Framing(InjectionKind kind) => kind switch
    {
        InjectionKind.UserText => vocabulary.User,
        InjectionKind.Result => vocabulary.Result,
        InjectionKind.Failure => vocabulary.Failed,
        InjectionKind.Progress => vocabulary.Progress,
        _ => null,
    };

    /// <summary>Whole sentences as far as they fit, or the first words of a sentence that is too long.</summary>
    private List<string> Shorten(string text)
    {
        (List<string> words, List<int> ends) = SpokenText.Split(text, vocabulary.Spellings);
        int end = ends.LastOrDefault(index => index is > 0 and <= MaxWords, Math.Min(words.Count, MaxWords));
        return words[..end];
    }

    private void AddWithSlots(List<string> words, List<int> tokens)
    {
        int slot = 0, inSlot = 0;
        Array.Clear(_slotTexts);
        foreach (string word in words)
        {
            if (vocabulary.TryGetId(word, out int id))
            {
                tokens.Add(id);
                inSlot = 0;
            }
            else if (inSlot is > 0 and < MaxWordsPerSlot)
            {
                _slotTexts[slot - 1] += " " + word;
                inSlot++;
            }
            else if (slot < _slotTexts.Length)
            {
                _slotTexts[slot] = word;
                tokens.Add(vocabulary.Slots[slot++]);
                inSlot = 1;
            }
        }
    }
}
