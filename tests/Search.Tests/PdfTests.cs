using System.IO.Compression;
using System.Text;
using AgentHost.Testing;
using Search.Documents;

namespace Search.Tests;

/// <summary>The text of PDF files: those of this test's own making, and those of three programs in the folder Pdf.</summary>
public sealed class PdfTests : IDisposable
{
    private const string Hello = "BT /F1 12 Tf 72 700 Td (Hello garden) Tj ET";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("chromium.pdf")]
    [InlineData("cairo.pdf")]
    [InlineData("matplotlib.pdf")]
    public void A_file_of_another_program_reads_as_it_is_printed(string file)
    {
        Document document = DocumentReader.Read(Repository.PathOf("tests", "Search.Tests", "Pdf", file));

        string text = string.Join('\n', document.Passages.Select(passage => passage.Text));
        Assert.Equal("Garden book", document.Title);
        Assert.Contains("The beds in front of the old greenhouse are watered on tuesdays and on fridays, never at noon.", text, StringComparison.Ordinal);
        Assert.Contains("The café is behind the house.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_a_paragraph_are_put_together_and_words_that_a_lines_end_cut() =>
        Assert.Equal("one two three water", Read(Pdf("BT /F1 10 Tf 12 TL 72 700 Td (one two) Tj T* (three wa-) Tj T* (ter) Tj ET")));

    [Fact]
    public void A_gap_between_letters_is_a_space_and_a_small_one_is_none() =>
        Assert.Equal("one two", Read(Pdf("BT /F1 10 Tf 72 700 Td [(o) 30 (ne) -300 (t) -20 (wo)] TJ ET")));

    [Fact]
    public void Codes_mean_what_the_fonts_map_says()
    {
        const string map = "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfchar <0003> <00660069> endbfchar 1 beginbfrange <0010> <0012> <0061> endbfrange";
        string fonts = $"5 0 obj << /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [ << /DW 500 >> ] /ToUnicode 6 0 R >> endobj\n{Stream(6, map)}";

        Assert.Equal("ficba", Read(Pdf("BT /F1 10 Tf 72 700 Td <00030012001100100099> Tj ET", fonts)));
    }

    [Fact]
    public void Codes_mean_what_the_encodings_names_say() =>
        Assert.Equal("Zoé fin", Read(Pdf(
            "BT /F1 10 Tf 72 700 Td (\\001o\\002 \\003n) Tj ET", "5 0 obj << /Type /Font /Subtype /Type1 /Encoding << /Differences [ 1 /Z /eacute /fi ] >> >> endobj")));

    [Fact]
    public void Objects_packed_in_a_stream_are_found()
    {
        string font = "<< /Type /Font /Subtype /Type1 >>", packed = $"5 0 {font}";

        Assert.Equal("Hello garden", Read(Pdf(Hello, Stream(8, packed, "/Type /ObjStm /N 1 /First 4"))));
    }

    [Fact]
    public void A_drawing_within_the_page_is_text_too_and_one_that_draws_itself_ends()
    {
        string form = Stream(7, "BT /F1 10 Tf 72 600 Td (in the frame) Tj ET /X1 Do", "/Type /XObject /Subtype /Form /Resources << /Font << /F1 5 0 R >> /XObject << /X1 7 0 R >> >>");

        Assert.StartsWith("Hello garden in the frame", Read(Pdf($"{Hello} /X1 Do", $"{Font}\n{form}")).Replace('\n', ' '), StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_in_the_page_is_passed_over() =>
        Assert.Equal("Hello garden", Read(Pdf($"BI /W 1 /H 1 ID (((\u00ff EI {Hello}")));

    [Fact]
    public void A_table_of_places_that_is_wrong_harms_nothing() =>
        Assert.Equal("Hello garden", Read(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Pdf(Hello)).Replace("startxref\n0", "startxref\n99999", StringComparison.Ordinal))));

    [Theory]
    [InlineData("", "it is no PDF file")]
    [InlineData("MZ not a document", "it is no PDF file")]
    [InlineData("%PDF-1.7", "it has no pages that can be found")]
    [InlineData("%PDF-1.7 trailer << /Root 1 0 R /Encrypt 9 0 R >>", "it is encrypted")]
    [InlineData("%PDF-1.7 1 0 obj << /Type /Catalog /Pages 1 0 R /Kids [ 1 0 R 1 0 R ] >> endobj trailer << /Root 1 0 R >>", "it has no pages that can be found")]
    public void What_cannot_be_read_is_left_out_with_its_reason(string file, string reason) =>
        Assert.Equal(reason, Assert.Throws<UnreadableException>(() => Read(Encoding.Latin1.GetBytes(file.Replace("1.7 ", "1.7\n", StringComparison.Ordinal)))).Message);

    [Fact]
    public void A_page_without_text_is_named_a_scan() =>
        Assert.Equal("it shows no text; perhaps it is a scan", Assert.Throws<UnreadableException>(() => Read(Pdf("0 0 m 10 10 l S"))).Message);

    [Fact]
    public void Values_nested_without_end_are_given_up() =>
        Assert.Equal("its values are nested too deeply", Assert.Throws<UnreadableException>(() => Read(Encoding.Latin1.GetBytes("%PDF-1.7\n1 0 obj " + new string('[', 100_000)))).Message);

    [Fact]
    public void A_small_file_that_unpacks_to_too_much_is_given_up()
    {
        byte[] bomb = Pack(new byte[65 * 1024 * 1024]);
        byte[] file = Pdf(Hello);
        byte[] page = [.. Encoding.Latin1.GetBytes($"%PDF-1.7\n4 0 obj << /Length {bomb.Length} /Filter /FlateDecode /Type /ObjStm /N 1 /First 4 >> stream\n"), .. bomb, .. "\nendstream endobj\n"u8, .. file];

        Assert.Equal("it unpacks to more than 64 MB", Assert.Throws<UnreadableException>(() => Read([.. page.Take(page.Length - file.Length), .. file.Skip(9)])).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_damaged_file_is_read_or_left_out_and_never_worse(int seed)
    {
        var random = new Random(seed);
        byte[] whole = File.ReadAllBytes(Repository.PathOf("tests", "Search.Tests", "Pdf", "chromium.pdf"));
        for (int i = 0; i < 100; i++)
        {
            byte[] damaged = [.. whole.Take(random.Next(whole.Length / 2, whole.Length))];
            for (int k = 0; k < 20; k++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            Exception? exception = Record.Exception(() => Read(damaged));

            Assert.True(exception is null or UnreadableException, $"{exception}");
        }
    }

    public void Dispose() => _folder.Dispose();

    private const string Font = "5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> endobj";

    private string Read(byte[] pdf)
    {
        string path = Path.Combine(_folder.Path, "a.pdf");
        File.WriteAllBytes(path, pdf);
        return string.Join('\n', DocumentReader.Read(path).Passages.Select(passage => passage.Text));
    }

    /// <summary>A file of one page.</summary>
    private static byte[] Pdf(string content, string fonts = Font) => Encoding.Latin1.GetBytes($"""
        %PDF-1.7
        1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
        2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F1 5 0 R >> /XObject << /X1 7 0 R >> >> >> endobj
        3 0 obj << /Type /Page /Parent 2 0 R /Contents 40 0 R >> endobj
        {Stream(40, content)}
        {fonts}
        trailer << /Root 1 0 R >>
        startxref
        0
        %%EOF
        """);

    /// <summary>A stream that is packed.</summary>
    private static string Stream(int number, string content, string entries = "")
    {
        byte[] packed = Pack(Encoding.Latin1.GetBytes(content));
        return $"{number} 0 obj << /Length {packed.Length} /Filter /FlateDecode {entries} >> stream\n{Encoding.Latin1.GetString(packed)}\nendstream endobj";
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }
}
