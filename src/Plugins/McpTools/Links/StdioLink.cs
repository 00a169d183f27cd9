using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using McpTools.Settings;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpTools.Links;

/// <summary>
/// A server as a child process. Only lines that look like messages reach the protocol: what else a server prints is counted, and
/// too much of it before the first message ends the attempt.
/// </summary>
internal sealed partial class StdioLink : IServerLink
{
    private const int MaxMessageBytes = 16 * 1024 * 1024;
    private const int MaxLoggedBytes = 500;
    private const int MaxQuotedChars = 120;
    private const int MaxNonsenseLines = 100;
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly StdioServerSettings _settings;
    private readonly ILogger _logger;
    private readonly ServerProcess _process;
    private readonly Pipe _messages = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _reading;
    private volatile string? _nonsense;
    private volatile string? _complaint;
    private volatile bool _answered;

    /// <exception cref="ServerUnavailableException">The process cannot be started.</exception>
    public StdioLink(StdioServerSettings settings, ILogger logger)
    {
        (_settings, _logger) = (settings, logger);
        _process = ServerProcess.Start(settings);
        _reading = Task.WhenAll(ReadOutputAsync(), ReadErrorsAsync());
        Transport = new StreamClientTransport(_process.Input, _messages.Reader.AsStream());
    }

    public IClientTransport Transport { get; }

    public string Kind => "stdio";

    public CancellationToken Ended => _ended.Token;

    public async Task<string> ExplainAsync(Exception? exception)
    {
        string? nonsense = _nonsense is null || _answered ? null : $"it answered nonsense: {_nonsense}";
        if (exception is TimeoutException)
        {
            return nonsense is null
                ? $"timed out: no answer within {_settings.ConnectTimeout.TotalSeconds:0.#} s. See that '{_settings.Command}' starts an MCP server over stdio, or raise 'timeoutSeconds'."
                : $"timed out: {nonsense}. An MCP server writes only messages to its standard output; other text belongs on its standard error.";
        }

        if (await _process.WaitForExitAsync(Moment) is { } code)
        {
            // What it complained about may still be on its way.
            await WaitForReadersAsync();
            string reason = _complaint is { } complaint ? $": {complaint}" : nonsense is not null ? $": {nonsense}" : "";
            return $"exited with code {code}{reason}{(reason.EndsWith('.') ? "" : ".")} Run '{_settings.Command}' by hand, with the same arguments, to see why.";
        }

        return nonsense is not null
            ? $"{nonsense}. An MCP server writes only messages to its standard output; other text belongs on its standard error."
            : $"failed: {_settings.Secrets.Hide(exception?.Message ?? "it closed its standard output")}";
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _messages.Reader.CompleteAsync();
        await WaitForReadersAsync();
    }

    private async Task WaitForReadersAsync()
    {
        try
        {
            // A grandchild that outlives the process may keep the streams open; they are not waited for.
            await _reading.WaitAsync(Moment);
        }
        catch (TimeoutException)
        {
        }
    }

    private async Task ReadOutputAsync()
    {
        int nonsenseLines = 0;
        try
        {
            await foreach (Line line in LineReader.ReadLinesAsync(_process.Output, MaxMessageBytes))
            {
                if (IsMessage(line))
                {
                    _answered = true;
                    _messages.Writer.Write(line.Bytes.Span);
                    _messages.Writer.Write("\n"u8);
                    if ((await _messages.Writer.FlushAsync()).IsCompleted)
                    {
                        break;
                    }
                }
                else if (!line.Bytes.Span.Trim(" \r\t"u8).IsEmpty)
                {
                    string text = Quote(line);
                    _nonsense ??= $"'{text}'";
                    LogNonsense(_settings.Name, text);
                    if (!_answered && ++nonsenseLines > MaxNonsenseLines)
                    {
                        break;
                    }
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The process is being ended.
        }

        await _messages.Writer.CompleteAsync();
        await _ended.CancelAsync();
    }

    private async Task ReadErrorsAsync()
    {
        try
        {
            await foreach (Line line in LineReader.ReadLinesAsync(_process.Errors, MaxLoggedBytes))
            {
                string text = _settings.Secrets.Hide(Encoding.UTF8.GetString(line.Bytes.Span)).Trim();
                if (text.Length > 0)
                {
                    LogStandardError(_settings.Name, text);
                    // A line that names an error says more than the stack trace that follows it.
                    _complaint = _complaint is null || NamesAnError(text) || !NamesAnError(_complaint) ? Shorten(text) : _complaint;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The process is being ended.
        }
    }

    private static bool IsMessage(Line line)
    {
        ReadOnlySpan<byte> text = line.Bytes.Span.TrimStart(" \t"u8);
        return line.Whole && text.StartsWith("{"u8) && text.IndexOf("\"jsonrpc\""u8) >= 0;
    }

    private static bool NamesAnError(string text) =>
        text.Contains("error", StringComparison.OrdinalIgnoreCase) || text.Contains("exception", StringComparison.OrdinalIgnoreCase);

    private string Quote(Line line) => Shorten(_settings.Secrets.Hide(Encoding.UTF8.GetString(line.Bytes.Span[..Math.Min(line.Bytes.Length, MaxLoggedBytes)])).Trim());

    private static string Shorten(string text) => text.Length <= MaxQuotedChars ? text : string.Concat(text.AsSpan(0, MaxQuotedChars), "…");

    [LoggerMessage(LogLevel.Debug, "MCP server {Server} writes on its standard error: {Text}")]
    private partial void LogStandardError(string server, string text);

    [LoggerMessage(LogLevel.Debug, "MCP server {Server} writes something other than a message on its standard output: {Text}")]
    private partial void LogNonsense(string server, string text);
}
