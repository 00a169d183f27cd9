using System.Buffers.Binary;
using System.Text.Json;
using AgentHost.Testing;
using InteractionCore.Model;

namespace AgentHost.Tests.Dialects;

/// <summary>A connection is lost while the user speaks; the client comes back with what it took meanwhile, all at once, as the console does.</summary>
public sealed class KeptSoundTests
{
    private const int Rate = 16_000, PieceSamples = Rate / 50, JoinedSamples = Rate / 5;

    /// <summary>Turns as the shipped model has them, without a change of rate: what is heard is what was sent, bit by bit.</summary>
    private readonly ScriptedModel _model = new()
    {
        Layout = new ModelLayout { InputSampleRate = Rate, InputSamplesPerTurn = Rate / 5, OutputSampleRate = Rate, MaxTokensPerTurn = 8, MaxContextTokensPerTurn = 4 },
    };

    private readonly Lock _lock = new();
    private readonly List<short> _heard = [];

    public KeptSoundTests() => _model.OnTurn = turn =>
    {
        lock (_lock)
        {
            _heard.AddRange(turn.AudioIn.Where(sample => sample != 0).Select(sample => (short)Math.Round(sample * 32_768)));
        }
    };

    [Theory]
    [InlineData(1_000, 5)]
    [InlineData(3_400, 17)]
    [InlineData(3_400, 45)]
    public async Task Every_sample_reaches_the_model_once_and_in_order(int awayMs, int keptPieces)
    {
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        (WireClient client, string id) = await WireClient.StartLiveAsync(host, """{"extensions":["resume"],"audio":{"format":{"type":"audio/pcm","rate":16000}}}""");
        var said = new List<short>();

        // A second as it is spoken, then nothing gets through.
        await SayAsync(client, said, PieceSamples, pieces: 50);
        await client.SendAsync("""{"type":"session.thinking.append","content":"before the cut","delegation_id":null,"event_id":"page_50"}""");
        await client.NextAsync("session.thinking.appended");
        client.Abort();
        await Task.Delay(TimeSpan.FromMilliseconds(awayMs), TimeProvider.System);
        await using WireClient again = await WireClient.ConnectAsync(host, "/v1/live/sessions");
        await again.SendAsync($$"""{"type":"session.resume","session_id":"{{id}}","last_event_id":"{{client.LastEventId}}"}""");
        JsonElement resumed = await again.NextAsync("session.resumed");
        await SayAsync(again, said, JoinedSamples, keptPieces);

        Assert.Equal("page_50", resumed.GetProperty("last_client_event_id").GetString());
        await ScriptedHost.UntilAsync(() => Heard().Length >= said.Count);
        Assert.Equal(said, Heard());
    }

    private short[] Heard()
    {
        lock (_lock)
        {
            return [.. _heard];
        }
    }

    /// <summary>Sends a sound whose samples all differ from their neighbours, none of them zero.</summary>
    private static async Task SayAsync(WireClient client, List<short> said, int samples, int pieces)
    {
        var pcm = new byte[2 * samples];
        for (int piece = 0; piece < pieces; piece++)
        {
            for (int i = 0; i < samples; i++)
            {
                var sample = (short)(1 + (said.Count % 32_000));
                BinaryPrimitives.WriteInt16LittleEndian(pcm.AsSpan(2 * i), sample);
                said.Add(sample);
            }

            await client.SendAsync($$"""{"type":"session.input_audio.append","audio":"{{Convert.ToBase64String(pcm)}}"}""");
        }
    }
}
