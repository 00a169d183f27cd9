using System.Text;
using InteractionCore.Injections;
using InteractionCore.Sessions;

namespace AgentHost.Talk;

/// <summary>The lanes of a talk as lines of text, a column for each 100 ms: both voices as bars, words and work where they begin.</summary>
internal sealed class LaneStrip(bool colours)
{
    public const int ColumnMs = 100;

    /// <summary>Columns right of now: words are written there before they are spoken.</summary>
    private const int Ahead = 10;

    /// <summary>Nothing older is ever shown.</summary>
    private const int MostTexts = 200, MostColumns = 4_096;

    private const string Bars = " ▁▂▃▄▅▆▇█";
    private const string Blue = "\e[36m", Green = "\e[32m", Yellow = "\e[33m", Red = "\e[31m", Dim = "\e[2m", Plain = "\e[0m";

    private readonly Queue<(long StartMs, string Text)> _hears = new(), _asks = new(), _says = new();
    private readonly float[] _user = new float[MostColumns], _model = new float[MostColumns];
    private readonly bool[] _late = new bool[MostColumns];
    private long _clearedMs;

    /// <summary>Now, in ms since the session's start.</summary>
    public long NowMs { get; private set; }

    public void Hear(long atMs, float loudness) => Raise(_user, atMs, loudness);

    public void Add(SessionEvent sessionEvent)
    {
        switch (sessionEvent)
        {
            case InputTranscript heard:
                Keep(_hears, heard.EndMs, heard.Text);
                break;
            case OutputTranscript said:
                Keep(_says, said.StartMs, said.Backchannel ? $"({said.Text.Trim()})" : said.Text);
                break;
            case DelegationCreated created:
                Keep(_asks, created.TimeMs, created.Task);
                break;
            case DelegationUpdated { Update: { Tool: { } tool, Arguments: not null } } called:
                Keep(_asks, called.TimeMs, $"→ {tool}");
                break;
            case DelegationUpdated { Update: { Tool: null, Status: not DelegationStatus.Running } } ended:
                Keep(_asks, ended.TimeMs, ended.Update.Status is DelegationStatus.Completed ? "✓" : $"✗ {ended.Update.Status}");
                break;
            case OutputCleared cleared:
                Keep(_says, cleared.TimeMs, "✂");
                Clear(cleared.TimeMs);
                break;
            case AudioDelta audio:
                AddSpeech(audio);
                break;
            case TurnTimed timed:
                Forward(timed.TimeMs);
                _late[Column(timed.TimeMs) % MostColumns] = timed.Late;
                break;
        }
    }

    /// <summary>The lanes as they are now.</summary>
    /// <param name="width">Of the terminal, in columns.</param>
    public IReadOnlyList<string> Render(int width)
    {
        const int Names = 7;
        int columns = Math.Clamp(width - Names - 1, Ahead + 10, MostColumns / 2);
        long first = Column(NowMs) - (columns - Ahead);
        return
        [
            Line(Dim, "", Axis(first, columns)),
            Line(Blue, "you", Meter(_user, first, columns)),
            Line(Blue, "hears", Words(_hears, first, columns)),
            Line(Yellow, "asks", Words(_asks, first, columns)),
            Line(Green, "says", Words(_says, first, columns)),
            Line(Green, "voice", Meter(_model, first, columns)),
            Line(Red, "late", Late(first, columns)),
        ];
    }

    private static long Column(long ms) => Math.Max(0, ms / ColumnMs);

    private static void Keep(Queue<(long StartMs, string Text)> lane, long startMs, string text)
    {
        lane.Enqueue((startMs, text.Trim()));
        if (lane.Count > MostTexts)
        {
            lane.Dequeue();
        }
    }

    private void AddSpeech(AudioDelta audio)
    {
        ReadOnlySpan<float> samples = audio.Chunk.Samples;
        // A chunk is a turn of speech; its columns are parts of equal length.
        const int Parts = 2;
        for (int part = 0; part < Parts; part++)
        {
            float loudest = 0;
            foreach (float sample in samples[(samples.Length * part / Parts)..(samples.Length * (part + 1) / Parts)])
            {
                loudest = Math.Max(loudest, Math.Abs(sample));
            }

            Raise(_model, audio.StartMs + (part * ColumnMs), loudest);
        }
    }

    private void Raise(float[] lane, long atMs, float loudness)
    {
        Forward(atMs);
        ref float column = ref lane[Column(atMs) % MostColumns];
        column = Math.Max(column, loudness);
    }

    /// <summary>Columns that time reaches are bare: they were used before.</summary>
    private void Forward(long ms)
    {
        for (long column = Column(_clearedMs) + 1; column <= Column(ms) + Ahead; column++)
        {
            _user[column % MostColumns] = _model[column % MostColumns] = 0;
            _late[column % MostColumns] = false;
            _clearedMs = column * ColumnMs;
        }

        NowMs = Math.Max(NowMs, ms);
    }

    private void Clear(long fromMs)
    {
        for (long column = Column(fromMs); column <= Column(_clearedMs); column++)
        {
            _model[column % MostColumns] = 0;
        }
    }

    private string Line(string colour, string name, string content) => colours ? $"{colour}{name,-6}{Plain} {colour}{content}{Plain}" : $"{name,-6} {content}";

    private static string Axis(long first, int columns)
    {
        var axis = new StringBuilder(new string('·', columns));
        for (long column = Math.Max(0, first); column < first + columns; column++)
        {
            if (column % 10 == 0 && $"{column / 10}s" is { } label && column - first + label.Length <= columns)
            {
                axis.Remove((int)(column - first), label.Length).Insert((int)(column - first), label);
            }
        }

        return axis.ToString();
    }

    private static string Meter(float[] lane, long first, int columns) =>
        string.Create(columns, (lane, first), static (line, state) =>
        {
            for (int i = 0; i < line.Length; i++)
            {
                float loudness = state.first + i < 0 ? 0 : state.lane[(state.first + i) % MostColumns];
                line[i] = Bars[Math.Clamp((int)Math.Ceiling(MathF.Sqrt(loudness) * (Bars.Length - 1)), 0, Bars.Length - 1)];
            }
        });

    private string Late(long first, int columns) =>
        string.Concat(Enumerable.Range(0, columns).Select(i => first + i >= 0 && _late[(first + i) % MostColumns] ? '!' : ' '));

    /// <summary>Each text from where it begins, or right behind the one before.</summary>
    private static string Words(Queue<(long StartMs, string Text)> lane, long first, int columns)
    {
        var line = new StringBuilder();
        foreach ((long startMs, string text) in lane)
        {
            int at = (int)Math.Max(int.MinValue / 2, Column(startMs) - first);
            if (at + text.Length < 0)
            {
                continue;
            }

            string shown = at < 0 ? text[-at..] : text;
            line.Append(' ', Math.Max(line.Length == 0 ? 0 : 1, Math.Max(0, at) - line.Length)).Append(shown);
        }

        return line.Length > columns ? line.ToString(0, columns) : line.ToString().PadRight(columns);
    }
}
