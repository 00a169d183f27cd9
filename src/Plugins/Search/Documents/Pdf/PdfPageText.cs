using System.Numerics;
using System.Text;

namespace Search.Documents.Pdf;

/// <summary>
/// The text of a page in the order it is drawn, which is reading order in nearly every file. A new line, and a gap between words, are seen
/// by where the letters stand (ISO 32000-1, 9.4).
/// </summary>
internal sealed class PdfPageText(PdfFile file, int mostChars)
{
    /// <summary>Drawings within drawings.</summary>
    private const int MostDepth = 8;

    /// <summary>In parts of the letters' size: a gap that is a space, a step that is a new line, and one that is a new paragraph.</summary>
    private const float Gap = 0.17f, Line = 0.5f, Paragraph = 1.7f;

    private readonly StringBuilder _text = new();
    private readonly Dictionary<Dictionary<string, object?>, PdfFont> _fonts = [];
    private Vector2? _end;
    private float _size;

    public string Text => _text.ToString();

    public void Read(Dictionary<string, object?>? resources, IEnumerable<byte[]> contents)
    {
        Draw(resources, [.. contents.SelectMany(content => content.Append((byte)'\n'))], Matrix3x2.Identity, 0);
        Break("\n\n");
        _end = null;
    }

    private void Draw(Dictionary<string, object?>? resources, byte[] content, Matrix3x2 page, int depth)
    {
        var state = new State { Page = page };
        var saved = new Stack<State>();
        var operands = new List<object?>();
        var lexer = new PdfLexer(content);
        while (lexer.TryRead(out object? value) && _text.Length < mostChars)
        {
            if (value is not PdfWord word)
            {
                operands.Add(value);
                continue;
            }

            switch (word.Value)
            {
                case "q" when saved.Count < 256:
                    saved.Push(state);
                    break;
                case "Q" when saved.Count > 0:
                    state = saved.Pop();
                    break;
                case "cm":
                    state.Page = Matrix(operands) * state.Page;
                    break;
                case "BT":
                    state.Text = state.Line = Matrix3x2.Identity;
                    break;
                case "Tf" when operands is [PdfName name, double size]:
                    (state.Font, state.Size) = (FontOf(resources, name.Value), (float)size);
                    break;
                case "Tc":
                    state.CharGap = Number(operands, 0);
                    break;
                case "Tw":
                    state.WordGap = Number(operands, 0);
                    break;
                case "TL":
                    state.Leading = Number(operands, 0);
                    break;
                case "Td":
                    state.Move(Number(operands, 0), Number(operands, 1));
                    break;
                case "TD":
                    state.Leading = -Number(operands, 1);
                    state.Move(Number(operands, 0), Number(operands, 1));
                    break;
                case "Tm":
                    state.Text = state.Line = Matrix(operands);
                    break;
                case "T*":
                    state.Move(0, -state.Leading);
                    break;
                case "Tj":
                    Show(ref state, operands);
                    break;
                case "'" or "\"":
                    state.Move(0, -state.Leading);
                    Show(ref state, operands);
                    break;
                case "TJ" when operands is [List<object?> parts]:
                    Show(ref state, parts);
                    break;
                case "Do" when operands is [PdfName name] && depth < MostDepth:
                    DrawForm(resources, name.Value, state.Page, depth);
                    break;
                case "BI":
                    SkipPicture(lexer, content);
                    break;
            }

            operands.Clear();
        }
    }

    private void DrawForm(Dictionary<string, object?>? resources, string name, Matrix3x2 page, int depth)
    {
        if (file.Entry(file.Dictionary(resources?.GetValueOrDefault("XObject")), name) is PdfStream form
            && (file.Entry(form.Dictionary, "Subtype") as PdfName)?.Value == "Form" && file.Unpack(form) is { } content)
        {
            Matrix3x2 own = form.Dictionary.TryGetValue("Matrix", out object? matrix) ? Matrix(file.Array(matrix)) : Matrix3x2.Identity;
            Draw(file.Dictionary(form.Dictionary.GetValueOrDefault("Resources")) ?? resources, content, own * page, depth + 1);
        }
    }

    // A picture in the middle of the page's content: its bytes are no operators.
    private static void SkipPicture(PdfLexer lexer, byte[] content)
    {
        while (lexer.Position < content.Length)
        {
            int end = content.AsSpan(lexer.Position).IndexOf("EI"u8);
            if (end < 0)
            {
                lexer.Position = content.Length;
                return;
            }

            int at = lexer.Position + end;
            lexer.Position = at + 2;
            if (at > 0 && PdfLexer.IsSpace(content[at - 1]) && (at + 2 == content.Length || PdfLexer.IsSpace(content[at + 2])))
            {
                return;
            }
        }
    }

    private PdfFont FontOf(Dictionary<string, object?>? resources, string name)
    {
        if (file.Dictionary(file.Dictionary(resources?.GetValueOrDefault("Font"))?.GetValueOrDefault(name)) is not { } font)
        {
            return PdfFont.None;
        }

        if (!_fonts.TryGetValue(font, out PdfFont? known))
        {
            _fonts[font] = known = PdfFont.Read(file, font);
        }

        return known;
    }

    private void Show(ref State state, List<object?> parts)
    {
        foreach (object? part in parts)
        {
            if (part is double back)
            {
                state.Advance(-(float)back / 1_000 * state.Size);
            }
            else if (part is byte[] codes)
            {
                Show(ref state, codes);
            }
        }
    }

    private void Show(ref State state, byte[] codes)
    {
        Place(state);
        for (int i = 0; i + state.Font.CodeLength <= codes.Length; i += state.Font.CodeLength)
        {
            int code = 0;
            for (int k = 0; k < state.Font.CodeLength; k++)
            {
                code = (code << 8) | codes[i + k];
            }

            _text.Append(state.Font.TextOf(code));
            bool isSpace = state.Font.CodeLength == 1 && code == 32;
            state.Advance(((float)state.Font.WidthOf(code) / 1_000 * state.Size) + state.CharGap + (isSpace ? state.WordGap : 0));
        }

        _end = state.Place;
    }

    /// <summary>Puts what belongs between what was shown last and what is shown now.</summary>
    private void Place(State state)
    {
        Matrix3x2 letters = state.Text * state.Page;
        var along = new Vector2(letters.M11, letters.M12);
        float size = Math.Abs(state.Size) * new Vector2(letters.M21, letters.M22).Length();
        if (_end is { } end && along.Length() > 0 && size > 0)
        {
            along = Vector2.Normalize(along);
            Vector2 step = state.Place - end;
            float forward = Vector2.Dot(step, along), across = Math.Abs((step.X * along.Y) - (step.Y * along.X)), largest = Math.Max(size, _size);
            if (across > Line * largest || forward < -3 * largest)
            {
                Break(across > Paragraph * largest ? "\n\n" : "\n");
            }
            else if (forward > Gap * size)
            {
                Break(" ");
            }
        }

        _size = size;
    }

    private void Break(string separator)
    {
        if (_text.Length > 0 && !(separator == " " && char.IsWhiteSpace(_text[^1])))
        {
            _text.Append(separator);
        }
    }

    private static float Number(List<object?> operands, int index) => index < operands.Count && operands[index] is double number ? (float)number : 0;

    private Matrix3x2 Matrix(IReadOnlyList<object?> values)
    {
        float Value(int index) => index < values.Count && file.Follow(values[index]) is double number ? (float)number : 0;
        return new Matrix3x2(Value(0), Value(1), Value(2), Value(3), Value(4), Value(5));
    }

    private struct State
    {
        public State()
        {
        }

        public Matrix3x2 Page = Matrix3x2.Identity, Text = Matrix3x2.Identity, Line = Matrix3x2.Identity;
        public PdfFont Font = PdfFont.None;
        public float Size, CharGap, WordGap, Leading;

        /// <summary>Where the next letter stands on the page.</summary>
        public readonly Vector2 Place => (Text * Page).Translation;

        public void Move(float x, float y) => Text = Line = Matrix3x2.CreateTranslation(x, y) * Line;

        public void Advance(float by) => Text = Matrix3x2.CreateTranslation(by, 0) * Text;
    }
}
