using System.ClientModel;
using OpenAI.Realtime;

namespace AgentHost.Clients;

/// <summary>The published NuGet client, unchanged: the same conversation.</summary>
[Collection(ServedHosts.Name)]
public sealed class NuGetClientTests(ServedHost host)
{
    private const int ChunkBytes = 4_800;
    private static readonly TimeSpan Chunk = TimeSpan.FromMilliseconds(100);

    private readonly Queue<byte> _microphone = new();

    [Fact]
    public async Task OpenAI_RealtimeClient_asks_answers_and_interrupts()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        var client = new RealtimeClient(new ApiKeyCredential("none"), new RealtimeClientOptions { Endpoint = new Uri(host.Plain) });
        using RealtimeSessionClient session = await client.StartConversationSessionAsync("wren", null, patience.Token);
        var options = new RealtimeConversationSessionOptions();
        options.Tools.Add(new RealtimeFunctionTool("get_weather")
        {
            FunctionDescription = "Gets the weather in a city.",
            FunctionParameters = BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""),
        });
        await session.ConfigureConversationSessionAsync(options, patience.Token);
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
        Task speaking = SpeakAsync(session, listening.Token);
        string heard = "", said = "", call = "";
        long audio = 0;
        bool asked = false, stopped = false, interrupted = false;

        await foreach (RealtimeServerUpdate update in session.ReceiveUpdatesAsync(patience.Token))
        {
            switch (update)
            {
                case RealtimeServerUpdateSessionUpdated when !asked:
                    asked = true;
                    Say(host.Question);
                    break;
                case RealtimeServerUpdateConversationItemInputAudioTranscriptionCompleted transcription:
                    heard += transcription.Transcript;
                    break;
                case RealtimeServerUpdateResponseFunctionCallArgumentsDone done:
                    call = $"{done.FunctionName} {done.FunctionArguments}";
                    said = "";
                    await session.AddItemAsync(RealtimeItem.CreateFunctionCallOutputItem(done.CallId,
                        "it is twelve degrees and cloudy in lisbon with light rain this afternoon and it will be cold and clear this evening"), patience.Token);
                    break;
                case RealtimeServerUpdateResponseOutputAudioDelta delta:
                    audio += delta.Delta.ToMemory().Length;
                    break;
                case RealtimeServerUpdateResponseOutputAudioTranscriptDelta delta:
                    said += delta.Delta;
                    if (!stopped && call.Length > 0 && said.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= 8)
                    {
                        stopped = true;
                        Say(host.Stop);
                    }

                    break;
                case RealtimeServerUpdateResponseDone done when stopped:
                    interrupted = done.Response.Status == RealtimeResponseStatus.Cancelled;
                    break;
            }

            if (interrupted)
            {
                break;
            }
        }

        await listening.CancelAsync();
        await Task.WhenAny(speaking);
        Assert.Contains("weather in lisbon", heard, StringComparison.Ordinal);
        Assert.StartsWith("get_weather", call, StringComparison.Ordinal);
        Assert.True(audio > 20_000);
        Assert.DoesNotContain("cold and clear this evening", said, StringComparison.Ordinal);
    }

    private void Say(string file)
    {
        lock (_microphone)
        {
            foreach (byte value in File.ReadAllBytes(file))
            {
                _microphone.Enqueue(value);
            }
        }
    }

    /// <summary>A microphone: what is said, or else silence, in real time.</summary>
    private async Task SpeakAsync(RealtimeSessionClient session, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Chunk);
        do
        {
            var chunk = new byte[ChunkBytes];
            lock (_microphone)
            {
                for (int i = 0; i < chunk.Length && _microphone.TryDequeue(out byte value); i++)
                {
                    chunk[i] = value;
                }
            }

            await session.SendInputAudioAsync(BinaryData.FromBytes(chunk), cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
