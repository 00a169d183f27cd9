using InteractionCore.Plugins;
using InteractionCore.Ui;
using Microsoft.Extensions.Logging;

namespace Search.Documents;

/// <summary>A folder of documents: indexed in the background, and looked at again every ten seconds. Thread-safe.</summary>
internal sealed partial class DocumentSearch : ISearchProvider, IAsyncDisposable
{
    private const int MostDocuments = 20_000;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    // Neither hidden files, nor what links lead to: a link may lead out of the folder, or round and round.
    private static readonly EnumerationOptions Files = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint };

    private readonly DocumentIndex _index = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _indexed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, (long Length, DateTime Written)> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _leftOut = new(StringComparer.Ordinal);
    private readonly Task _looking;
    private volatile HealthReport? _report;

    public DocumentSearch(string folder, TimeProvider time, ILogger logger)
    {
        (Folder, _time, _logger) = (folder, time, logger);
        _looking = Task.Run(() => LookAsync(_stop.Token));
    }

    public string Folder { get; }

    public string Name => "documents";

    public string Description => "Searches the documents, notes and files of the user. In an answer, name the title of the document it is from.";

    public async Task<IReadOnlyList<SearchHit>> SearchAsync(string query, int count, CancellationToken cancellationToken)
    {
        await _indexed.Task.WaitAsync(cancellationToken);
        return _index.Find(query, count);
    }

    /// <summary>What is indexed, once the folder was read for the first time.</summary>
    public async Task<HealthReport> ReportAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _indexed.Task.WaitAsync(cancellationToken);
            return _report!;
        }
        catch (OperationCanceledException)
        {
            return new HealthReport("Documents", Health.Limited, $"{Folder} is still being indexed");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _index.Dispose();
        _stop.Dispose();
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookEvery, _time);
        do
        {
            try
            {
                Look(cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                _report = new HealthReport("Documents", Health.Broken, $"{Folder} cannot be read: {exception.Message} What was indexed before is still found.");
            }

            _indexed.TrySetResult();
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private void Look(CancellationToken cancellationToken)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (FileInfo file in new DirectoryInfo(Folder).EnumerateFiles("*", Files).Where(file => DocumentReader.Takes(file.Name)).Take(MostDocuments))
        {
            cancellationToken.ThrowIfCancellationRequested();
            string path = Path.GetRelativePath(Folder, file.FullName);
            there.Add(path);
            (long, DateTime) state = (file.Length, file.LastWriteTimeUtc);
            if (!_known.TryGetValue(path, out (long, DateTime) known) || known != state)
            {
                _known[path] = state;
                Index(path, file.FullName);
            }
        }

        foreach (string gone in _known.Keys.Where(path => !there.Contains(path)).ToList())
        {
            _known.Remove(gone);
            _leftOut.Remove(gone);
            _index.Put(gone, null);
        }

        string left = _leftOut.Count == 0 ? "" : $"; {_leftOut.Count} left out, such as {_leftOut.First().Key}: {_leftOut.First().Value}";
        string most = there.Count == MostDocuments ? $"; more than {MostDocuments} are not indexed" : "";
        _report = new HealthReport("Documents", Health.Ok, $"{there.Count - _leftOut.Count} documents of {Folder}, {_index.Passages} passages{left}{most}");
    }

    private void Index(string path, string file)
    {
        try
        {
            _index.Put(path, DocumentReader.Read(file));
            _leftOut.Remove(path);
        }
        catch (Exception exception)
        {
            // One document that nobody can read must not cost the others.
            _index.Put(path, null);
            _leftOut[path] = exception.Message;
            LogLeftOut(path, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The document {Path} is left out: {Reason}.")]
    private partial void LogLeftOut(string path, string reason);
}
