using System.Net.WebSockets;

namespace AgentHost.Recording;

/// <summary>Recorded sessions over HTTP: a list, one's events, deleting one. See docs/operations.md.</summary>
internal static class RecordingEndpoints
{
    public const string Path = "/v1/live/recordings";

    public static void AddRecording(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RecordingOptions>().Bind(configuration.GetSection(RecordingOptions.Section)).ValidateOnStart();
        services.AddSingleton<Microsoft.Extensions.Options.IValidateOptions<RecordingOptions>, RecordingOptionsValidator>();
        services.AddSingleton<RecordingFolder>();
        services.AddSingleton<Recorders>();
    }

    public static void MapRecordings(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (RecordingFolder folder) => Results.Json(folder.List(), RecordingJson.Default.RecordingList));
        app.MapGet(Path + "/{name}", (string name, RecordingFolder folder) =>
            folder.Find(name) is { } path
                ? Results.Stream(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), "application/jsonl")
                : Results.NotFound());
        app.MapDelete(Path + "/{name}", (string name, RecordingFolder folder) => folder.Delete(name) ? Results.NoContent() : Results.NotFound());
    }
}

/// <summary>Puts a recorder between a socket and its session, when this host records.</summary>
internal sealed partial class Recorders(RecordingFolder folder, TimeProvider time, ILogger<Recorders> logger)
{
    /// <summary>The socket to use instead; finishing it is the caller's.</summary>
    public RecordedSocket? Wrap(WebSocket socket) =>
        folder.Enabled ? new RecordedSocket(socket, Start) : null;

    private SessionRecorder? Start()
    {
        try
        {
            return new SessionRecorder(folder, time, logger);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A session is worth more than its recording.
            LogNotRecorded(exception.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "A session is not recorded: {Reason} Look at Recording:Folder.")]
    private partial void LogNotRecorded(string reason);
}
