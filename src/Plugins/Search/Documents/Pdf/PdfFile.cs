using System.Text;

namespace Search.Documents.Pdf;

/// <summary>A stream of the file: its dictionary and its bytes, still packed.</summary>
internal sealed record PdfStream(Dictionary<string, object?> Dictionary, byte[] Data);

/// <summary>
/// The objects of a PDF file. They are found by reading the file from its begin to its end rather than by its table of places, so that a
/// file whose table is wrong, as many are, reads as well.
/// </summary>
internal sealed class PdfFile
{
    private const int MostObjects = 1_000_000;

    private readonly byte[] _bytes;
    private readonly PdfFilters _filters = new();
    private readonly Dictionary<int, object?> _objects = [];
    private readonly Dictionary<string, object?> _trailer = new(StringComparer.Ordinal);

    /// <exception cref="UnreadableException">It is no PDF file, is encrypted, or is not to be believed.</exception>
    public PdfFile(byte[] bytes)
    {
        _bytes = bytes;
        if (bytes.AsSpan(0, Math.Min(bytes.Length, 1_024)).IndexOf("%PDF-"u8) < 0)
        {
            throw new UnreadableException("it is no PDF file");
        }

        ReadObjects();
        if (_trailer.ContainsKey("Encrypt"))
        {
            throw new UnreadableException("it is encrypted");
        }

        foreach (PdfStream packed in _objects.Values.OfType<PdfStream>().Where(stream => NameOf(stream.Dictionary, "Type") == "ObjStm").ToList())
        {
            ReadPacked(packed);
        }
    }

    public Dictionary<string, object?>? Root => Dictionary(_trailer.GetValueOrDefault("Root")) ?? _objects.Values.OfType<Dictionary<string, object?>>().FirstOrDefault(one => NameOf(one, "Type") == "Catalog");

    public Dictionary<string, object?>? Info => Dictionary(_trailer.GetValueOrDefault("Info"));

    /// <summary>What a reference leads to, or the value itself.</summary>
    public object? Follow(object? value)
    {
        for (int i = 0; i < 8 && value is PdfReference reference; i++)
        {
            value = _objects.GetValueOrDefault(reference.Number);
        }

        return value is PdfReference ? null : value;
    }

    /// <summary>A dictionary, also that of a stream; null for another value.</summary>
    public Dictionary<string, object?>? Dictionary(object? value) => Follow(value) switch
    {
        Dictionary<string, object?> dictionary => dictionary,
        PdfStream stream => stream.Dictionary,
        _ => null,
    };

    public object? Entry(Dictionary<string, object?>? dictionary, string key) => Follow(dictionary?.GetValueOrDefault(key));

    public IReadOnlyList<object?> Array(object? value) => Follow(value) as List<object?> ?? [];

    /// <summary>The bytes of a stream, unpacked; null when it holds no text.</summary>
    public byte[]? Unpack(PdfStream stream)
    {
        object? filter = Entry(stream.Dictionary, "Filter");
        IEnumerable<string> filters = filter is PdfName one ? [one.Value] : Array(filter).Select(Follow).OfType<PdfName>().Select(name => name.Value);
        return _filters.Decode(stream.Data, filters);
    }

    private string? NameOf(Dictionary<string, object?> dictionary, string key) => (Entry(dictionary, key) as PdfName)?.Value;

    private void ReadObjects()
    {
        var lexer = new PdfLexer(_bytes);
        double? number = null, generation = null;
        while (lexer.TryRead(out object? value))
        {
            switch (value)
            {
                case double read:
                    (number, generation) = (generation, read);
                    continue;
                case PdfWord { Value: "obj" } when number is >= 0 and <= int.MaxValue && lexer.TryRead(out object? found):
                    // A later one replaces it: files are changed by adding to them.
                    _objects[(int)number] = found is Dictionary<string, object?> dictionary ? ReadStream(lexer, dictionary) : found;
                    if (_objects.Count > MostObjects)
                    {
                        throw new UnreadableException("it has more than a million objects");
                    }

                    break;
                case PdfWord { Value: "trailer" } when lexer.TryRead(out object? trailer) && trailer is Dictionary<string, object?> entries:
                    TakeTrailer(entries);
                    break;
            }

            (number, generation) = (null, null);
        }
    }

    private object ReadStream(PdfLexer lexer, Dictionary<string, object?> dictionary)
    {
        int before = lexer.Position;
        if (!lexer.TryRead(out object? word) || word is not PdfWord { Value: "stream" })
        {
            lexer.Position = before;
            return dictionary;
        }

        int start = lexer.Position;
        start += start < _bytes.Length && _bytes[start] == 13 ? 1 : 0;
        start += start < _bytes.Length && _bytes[start] == 10 ? 1 : 0;
        int length = dictionary.GetValueOrDefault("Length") is double given and >= 0 && start + given <= _bytes.Length ? (int)given : -1;
        if (length < 0 || !EndsAt(start + length))
        {
            // Its length stands elsewhere, or is wrong: it goes to the word that ends it.
            int end = _bytes.AsSpan(start).IndexOf("endstream"u8);
            length = end < 0 ? _bytes.Length - start : end;
        }

        lexer.Position = start + length;
        var stream = new PdfStream(dictionary, _bytes[start..(start + length)]);
        if (dictionary.GetValueOrDefault("Type") is PdfName { Value: "XRef" })
        {
            TakeTrailer(dictionary);
        }

        return stream;
    }

    private bool EndsAt(int position)
    {
        ReadOnlySpan<byte> rest = _bytes.AsSpan(position, Math.Min(16, _bytes.Length - position));
        return rest.IndexOf("endstream"u8) is >= 0 and <= 3;
    }

    private void TakeTrailer(Dictionary<string, object?> entries)
    {
        foreach (string key in (ReadOnlySpan<string>)["Root", "Info", "Encrypt"])
        {
            if (entries.TryGetValue(key, out object? value))
            {
                _trailer[key] = value;
            }
        }
    }

    /// <summary>Objects that are packed in a stream: pairs of number and place, then the objects.</summary>
    private void ReadPacked(PdfStream packed)
    {
        if (Unpack(packed) is not { } bytes || Entry(packed.Dictionary, "First") is not double first || Entry(packed.Dictionary, "N") is not double count)
        {
            return;
        }

        var places = new PdfLexer(bytes);
        for (int i = 0; i < count && places.TryRead(out object? number) && places.TryRead(out object? place); i++)
        {
            double at = first + (place as double? ?? double.NaN);
            if (number is double and >= 0 and <= int.MaxValue && at >= 0 && at < bytes.Length && new PdfLexer(bytes, (int)at).TryRead(out object? value))
            {
                _objects[(int)(double)number] = value;
            }
        }
    }

    /// <summary>A text outside of pages: UTF-16 with a mark, UTF-8 with a mark, or Latin.</summary>
    public static string Text(byte[] bytes) => bytes switch
    {
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2),
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8.GetString(bytes, 3, bytes.Length - 3),
        _ => Encoding.Latin1.GetString(bytes),
    };
}
