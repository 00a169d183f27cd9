// Runs a command again whenever a file changes, and has the model say it when the command begins to fail, or works again.
using System.Diagnostics;
using System.Text.Json;
using AgentHost.Samples.Client;

if (args.Length < 3)
{
    Console.Error.WriteLine("PairProgrammer HOST FOLDER COMMAND [ARGUMENT...], e.g. PairProgrammer http://127.0.0.1:5080 . dotnet test");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

await using LiveClient live = await LiveClient.StartAsync(new Uri(args[0]), cancellationToken: stop.Token);
Task reading = ReadAsync();
try
{
    await WatchAsync();
}
catch (OperationCanceledException)
{
    // Ctrl+C.
}

await live.CloseAsync(CancellationToken.None);
await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
return 0;

async Task WatchAsync()
{
    bool? worked = null;
    DateTime seen = DateTime.MinValue;
    while (true)
    {
        DateTime newest = Newest(args[1]);
        // A file that is still being written may be empty, and get the same time again.
        if (newest > seen && TimeProvider.System.GetUtcNow().UtcDateTime - newest > TimeSpan.FromMilliseconds(200))
        {
            seen = newest;
            bool works = await RunAsync();
            Console.WriteLine(works ? "[works]" : "[fails]");
            if (worked != works && (worked is not null || !works))
            {
                await live.CommentAsync(works ? "it is working again" : "there was an error", stop.Token);
            }

            worked = works;
        }

        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, stop.Token);
    }
}

async Task<bool> RunAsync()
{
    using Process command = Process.Start(new ProcessStartInfo(args[2], args[3..]) { WorkingDirectory = args[1], RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
    Task<string> output = command.StandardOutput.ReadToEndAsync(stop.Token), errors = command.StandardError.ReadToEndAsync(stop.Token);
    await Task.WhenAll(output, errors);
    await command.WaitForExitAsync(stop.Token);
    return command.ExitCode == 0;
}

async Task ReadAsync()
{
    await foreach (JsonElement message in live.ReadAsync(stop.Token))
    {
        switch (message.GetProperty("type").GetString())
        {
            case "session.output_transcript.delta":
                Console.WriteLine($"[says]{message.GetProperty("delta").GetString()}");
                break;
            case "error":
                Console.Error.WriteLine(message.GetProperty("error").GetProperty("message").GetString());
                break;
        }
    }
}

// What builds write is no change of the user's.
static DateTime Newest(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
    .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or ".git" or "node_modules"))
    .Select(File.GetLastWriteTimeUtc).DefaultIfEmpty(DateTime.UnixEpoch).Max();
