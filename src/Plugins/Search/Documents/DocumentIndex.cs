using System.Text.RegularExpressions;
using InteractionCore.Ui;
using Microsoft.Data.Sqlite;

namespace Search.Documents;

/// <summary>The full-text index: SQLite's FTS5, in memory. Thread-safe.</summary>
internal sealed partial class DocumentIndex : IDisposable
{
    private const int MostWords = 16;

    /// <summary>Words of questions rather than of answers. When nothing else is said, they are looked for.</summary>
    private static readonly HashSet<string> Common = [.. "a about an and any are at be by can do does find for from give has have how i in is it look me my of on or our please search show tell that the there they this to up us was we what when where which who why will with you your".Split(' ')];

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private bool _closed;

    static DocumentIndex() => SQLitePCL.Batteries_V2.Init();

    public DocumentIndex()
    {
        _connection = new SqliteConnection("Data Source=:memory:");
        _connection.Open();
        Execute("create virtual table passages using fts5(title, body, path unindexed, tokenize = \"porter unicode61 remove_diacritics 2\")");
    }

    public long Passages
    {
        get
        {
            lock (_lock)
            {
                return _closed ? 0 : (long)Command("select count(*) from passages").ExecuteScalar()!;
            }
        }
    }

    /// <summary>Has a document's passages, in place of those it had; null takes it out.</summary>
    /// <param name="path">Its name in hits.</param>
    public void Put(string path, Document? document)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            using SqliteTransaction transaction = _connection.BeginTransaction();
            Execute("delete from passages where path = $path", ("$path", path));
            foreach (Passage passage in document?.Passages ?? [])
            {
                Execute("insert into passages (title, body, path) values ($title, $body, $path)",
                    ("$title", passage.Heading is null ? document!.Title : $"{document!.Title}, {passage.Heading}"), ("$body", Clean(passage.Text)), ("$path", path));
            }

            transaction.Commit();
        }
    }

    /// <summary>Passages that have all the words, or when there are none, those that have some; the best first, one a document and heading.</summary>
    public IReadOnlyList<SearchHit> Find(string query, int count)
    {
        string[] all = [.. WordPattern().Matches(query.ToLowerInvariant()).Select(match => match.Value).Distinct(StringComparer.Ordinal).Take(MostWords)];
        string[] telling = [.. all.Where(word => !Common.Contains(word))];
        string[] words = [.. (telling.Length > 0 ? telling : all).Select(word => $"\"{word}\"")];
        if (words.Length == 0)
        {
            return [];
        }

        lock (_lock)
        {
            return _closed ? [] : Match(string.Join(" AND ", words), count) is { Count: > 0 } hits ? hits : Match(string.Join(" OR ", words), count);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            _connection.Dispose();
        }
    }

    private List<SearchHit> Match(string expression, int count)
    {
        var hits = new List<SearchHit>();
        // A word in a title weighs three times one in the text.
        using SqliteCommand command = Command(
            $"select title, path, highlight(passages, 1, '{Snippet.Open}', '{Snippet.Close}') from passages where passages match $words order by bm25(passages, 3.0, 1.0) limit $limit",
            ("$words", expression), ("$limit", count * 4));
        using SqliteDataReader reader = command.ExecuteReader();
        while (hits.Count < count && reader.Read())
        {
            (string title, string path) = (reader.GetString(0), reader.GetString(1));
            if (!hits.Exists(hit => hit.Title == title && hit.Address == path))
            {
                hits.Add(new SearchHit(title, path, Snippet.Of(reader.GetString(2))));
            }
        }

        return hits;
    }

    private void Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using SqliteCommand command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params (string Name, object Value)[] parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is a constant of this class; what comes from outside is a parameter.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    // The marks of a highlight are the index's own.
    private static string Clean(string text) => text.Replace(Snippet.Open, ' ').Replace(Snippet.Close, ' ');

    [GeneratedRegex(@"[\p{L}\p{N}]+", RegexOptions.NonBacktracking)]
    private static partial Regex WordPattern();
}
