// Talks with a host in the Live dialect: types what is on the command line, prints what is heard, asked and said, and ends when
// the model has been silent for some seconds. For sound, see LiveClient.SayAsync and session.output_audio.delta.
using System.Text.Json;
using AgentHost.Samples.Client;

if (args.Length < 2)
{
    Console.Error.WriteLine("DotNetClient HOST TEXT, e.g. DotNetClient http://127.0.0.1:5080 \"what is the weather in paris\"");
    return 2;
}

var silence = TimeSpan.FromSeconds(4);
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

await using LiveClient live = await LiveClient.StartAsync(new Uri(args[0]), cancellationToken: stop.Token);
using var patience = new Timer(_ => stop.Cancel());
int open = 0;
try
{
    await foreach (JsonElement message in live.ReadAsync(stop.Token))
    {
        switch (message.GetProperty("type").GetString())
        {
            case "session.started":
                await live.TypeAsync(args[1], stop.Token);
                patience.Change(TimeSpan.FromSeconds(30), Timeout.InfiniteTimeSpan);
                break;
            case "session.input_transcript.delta":
                Console.Write($"[heard]{message.GetProperty("delta").GetString()} ");
                break;
            case "session.output_transcript.delta":
                Console.Write(message.GetProperty("delta").GetString());
                break;
            case "session.delegation.created":
                open++;
                Console.WriteLine($"\n[asks] {message.GetProperty("delegation").GetProperty("task").GetString()}");
                break;
            case "session.delegation.updated" when !message.TryGetProperty("tool", out _) && message.GetProperty("status").GetString() is { } status and not "running":
                open--;
                Console.WriteLine($"\n[{status}]");
                break;
            case "error":
                Console.Error.WriteLine(message.GetProperty("error").GetProperty("message").GetString());
                return 1;
            default:
                continue;
        }

        if (open == 0 && message.GetProperty("type").GetString() is "session.output_transcript.delta")
        {
            patience.Change(silence, Timeout.InfiniteTimeSpan);
        }
    }
}
catch (OperationCanceledException)
{
    // Enough was said.
}

Console.WriteLine();
return 0;
