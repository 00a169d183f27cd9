using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace AgentHost.Recording;

/// <summary>
/// The recordings on disk: NAME.jsonl has a line for each event of the wire, NAME.json the summary, written at the end. Only the
/// host's own user may read them. Thread-safe.
/// </summary>
internal sealed partial class RecordingFolder
{
    private const string Events = ".jsonl", Summary = ".json";
    private const string NameFormat = "yyyyMMdd-HHmmss-fff";

    private readonly RecordingOptions _options;
    private readonly string? _path;
    private readonly Lock _gate = new();

    /// <exception cref="IOException">The folder cannot be made.</exception>
    public RecordingFolder(IOptions<RecordingOptions> options)
    {
        _options = options.Value;
        if (string.IsNullOrWhiteSpace(_options.Folder))
        {
            return;
        }

        _path = Path.GetFullPath(_options.Folder);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_path);
        }
        else
        {
            Directory.CreateDirectory(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public bool Enabled => _path is not null;

    /// <summary>What one recording may take, in bytes.</summary>
    public long MaxSessionBytes => _options.MaxSessionMegabytes * 1_048_576L;

    /// <summary>A new recording's name and file; older ones make room for it. To be called only when enabled.</summary>
    public (string Name, FileStream File) Create(DateTimeOffset now)
    {
        lock (_gate)
        {
            MakeRoom();
            string stem = now.UtcDateTime.ToString(NameFormat, CultureInfo.InvariantCulture), name = stem;
            for (int again = 2; File.Exists(PathOf(name, Events)); again++)
            {
                name = $"{stem}-{again}";
            }

            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            return (name, new FileStream(PathOf(name, Events), options));
        }
    }

    public void Finish(RecordingSummary summary) =>
        File.WriteAllBytes(PathOf(summary.Name, Summary), JsonSerializer.SerializeToUtf8Bytes(summary, RecordingJson.Default.RecordingSummary));

    public RecordingList List() => new(Enabled, [.. Files().OrderByDescending(file => file.Name, StringComparer.Ordinal).Select(Describe)]);

    /// <summary>The path of a recording's events, or null when there is none of that name.</summary>
    public string? Find(string name) => Enabled && SafeName().IsMatch(name) && File.Exists(PathOf(name, Events)) ? PathOf(name, Events) : null;

    /// <summary>False when there is none of that name.</summary>
    public bool Delete(string name)
    {
        if (Find(name) is not { } path)
        {
            return false;
        }

        File.Delete(path);
        File.Delete(PathOf(name, Summary));
        return true;
    }

    private void MakeRoom()
    {
        FileInfo[] files = [.. Files().OrderBy(file => file.Name, StringComparer.Ordinal)];
        long total = files.Sum(file => file.Length);
        foreach (FileInfo oldest in files.TakeWhile(file => total + MaxSessionBytes > _options.MaxMegabytes * 1_048_576L))
        {
            total -= oldest.Length;
            Delete(NameOf(oldest));
        }
    }

    private RecordingSummary Describe(FileInfo file)
    {
        string name = NameOf(file);
        try
        {
            if (JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(name, Summary)), RecordingJson.Default.RecordingSummary) is { } summary)
            {
                return summary;
            }
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            // Still being made, or the host ended before it was: what the file says has to do.
        }

        return new RecordingSummary(name, new DateTimeOffset(file.CreationTimeUtc), null, file.Length, "", Complete: false);
    }

    private IEnumerable<FileInfo> Files() => _path is null ? [] : new DirectoryInfo(_path).EnumerateFiles("*" + Events).Where(file => SafeName().IsMatch(NameOf(file)));

    private static string NameOf(FileInfo file) => Path.GetFileNameWithoutExtension(file.Name);

    private string PathOf(string name, string extension) => Path.Combine(_path!, name + extension);

    [GeneratedRegex(@"^[0-9]{8}-[0-9]{6}-[0-9]{3}(-[0-9]+)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex SafeName();
}
