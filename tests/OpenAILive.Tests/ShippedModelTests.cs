using AgentHost.Clients;
using AgentHost.Tests.Dialects;
using OpenAILive.Tests.Hosts;

namespace OpenAILive.Tests;

/// <summary>The remote host runs the shipped model: a spoken question goes through both hosts, and the answer of this one's agent comes back spoken.</summary>
public sealed class ShippedModelTests(ServedHost served) : IClassFixture<ServedHost>
{
    private const int ChunkBytes = 4_800;

    /// <summary>A busy machine may hear a question badly; then it is asked again.</summary>
    private const int Attempts = 3;

    private static readonly TimeSpan Chunk = TimeSpan.FromMilliseconds(100), ToAnswer = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_question_is_heard_there_done_here_and_answered_aloud()
    {
        var remote = new Uri(served.Plain.Replace("http", "ws", StringComparison.Ordinal));
        await using ScriptedHost local = await Pair.LocalAsync(remote, new AnsweringAgent(_ => "it is twelve degrees and cloudy in lisbon"));
        (WireClient client, _) = await WireClient.StartLiveAsync(local);
        var seen = new Seen();
        Task listening = ListenAsync(client, seen);

        for (int attempt = 0; attempt < Attempts && !seen.IsAnswered; attempt++)
        {
            await SpeakAsync(client, seen);
        }

        Assert.Contains("weather", seen.Heard, StringComparison.Ordinal);
        Assert.Contains(seen.Tasks, task => task.Contains("weather", StringComparison.Ordinal));
        Assert.Contains("twelve", seen.Said, StringComparison.Ordinal);
        Assert.True(seen.Bytes > 24_000, $"{seen.Bytes} bytes of sound.");
        await client.SendAsync("""{"type":"session.close"}""");
        await listening;
        await client.DisposeAsync();
    }

    /// <summary>The question as a microphone brings it, then silence until it is answered or too long has passed.</summary>
    private async Task SpeakAsync(WireClient client, Seen seen)
    {
        byte[] question = await File.ReadAllBytesAsync(served.Question);
        using var timer = new PeriodicTimer(Chunk);
        for (int position = 0; position < question.Length + (ToAnswer / Chunk * ChunkBytes) && !(seen.IsAnswered && position > question.Length); position += ChunkBytes)
        {
            var chunk = new byte[ChunkBytes];
            question.AsSpan(Math.Min(position, question.Length), Math.Clamp(question.Length - position, 0, ChunkBytes)).CopyTo(chunk);
            await client.SendAsync($$"""{"type":"session.input_audio.append","audio":"{{Convert.ToBase64String(chunk)}}"}""");
            await timer.WaitForNextTickAsync();
        }
    }

    private static async Task ListenAsync(WireClient client, Seen seen)
    {
        while (await client.ReceiveAsync() is { } received)
        {
            switch (received.GetProperty("type").GetString())
            {
                case "session.input_transcript.delta":
                    seen.Heard += received.GetProperty("delta").GetString();
                    break;
                case "session.output_transcript.delta":
                    seen.Said += received.GetProperty("delta").GetString();
                    break;
                case "session.delegation.created":
                    seen.Tasks.Add(received.GetProperty("delegation").GetProperty("task").GetString()!);
                    break;
                case "session.output_audio.delta":
                    seen.Bytes += received.GetProperty("delta").GetBytesFromBase64().Length;
                    break;
            }
        }
    }

    private sealed class Seen
    {
        public string Heard { get; set; } = "";

        public string Said { get; set; } = "";

        public List<string> Tasks { get; } = [];

        public int Bytes { get; set; }

        public bool IsAnswered => Heard.Contains("weather", StringComparison.Ordinal) && Said.Contains("twelve degrees and cloudy in", StringComparison.Ordinal);
    }
}
