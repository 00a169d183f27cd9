using System.Buffers.Binary;
using System.Text.Json;
using AgentHost.Tests.Dialects;
using OpenAILive.Tests.Hosts;

namespace MoshiServer.Tests;

/// <summary>A host before a server that speaks Moshi's protocol: what goes through it, both ways.</summary>
public sealed class MoshiHostTests
{
    [Fact]
    public async Task What_the_model_says_is_spoken_and_written()
    {
        await using FakeRemote server = await FakeMoshi.StartAsync(async moshi =>
        {
            await moshi.SendAsync(0);
            await moshi.PlayAsync(new float[24_000]);
            await moshi.SayAsync(" hel");
            await moshi.SayAsync("lo");
            await moshi.PlayAsync(Tone.Of(440, seconds: 1));
            await moshi.ListenAsync();
        });
        await using ScriptedHost host = await FakeMoshi.HostAsync(server.Address);
        (WireClient client, _) = await WireClient.StartLiveAsync(host);
        var sound = new List<float>();
        string words = "";

        while (sound.Count < 24_000)
        {
            JsonElement received = (await client.ReceiveAsync())!.Value;
            string type = received.GetProperty("type").GetString()!;
            words += type == "session.output_transcript.delta" ? received.GetProperty("delta").GetString() : "";
            sound.AddRange(type == "session.output_audio.delta" ? Samples(received.GetProperty("delta").GetBytesFromBase64()) : []);
        }

        Assert.Equal(" hello", words);
        Assert.InRange(Tone.Share(sound.GetRange(7_200, 14_400).ToArray(), 440), .95, 1);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task What_the_user_says_reaches_the_model()
    {
        var heard = new TaskCompletionSource<float[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using FakeRemote server = await FakeMoshi.StartAsync(async moshi =>
        {
            await moshi.SendAsync(0, 0, 0, 0, 0, 0, 0, 0, 0);
            heard.TrySetResult(await moshi.HearAsync(72_000));
            await moshi.ListenAsync();
        });
        await using ScriptedHost host = await FakeMoshi.HostAsync(server.Address);
        (WireClient client, _) = await WireClient.StartLiveAsync(host, """{"audio":{"format":{"type":"audio/pcm","rate":24000}}}""");

        await client.SendAsync($$"""{"type":"session.input_audio.append","audio":"{{Convert.ToBase64String(Pcm(Tone.Of(660, seconds: 2)))}}"}""");

        float[] sound = await heard.Task.WaitAsync(WireClient.Patience);
        int start = Array.FindIndex(sound, sample => Math.Abs(sample) > .2f);
        Assert.InRange(Tone.Share(sound.AsSpan(start + 2_400, 24_000), 660), .95, 1);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_model_that_only_sends_silence_does_not_speak()
    {
        await using FakeRemote server = await FakeMoshi.StartAsync(async moshi =>
        {
            await moshi.SendAsync(0);
            await moshi.PlayAsync(new float[48_000]);
            await moshi.SayAsync(" done");
            await moshi.ListenAsync();
        });
        await using ScriptedHost host = await FakeMoshi.HostAsync(server.Address);
        (WireClient client, _) = await WireClient.StartLiveAsync(host);

        List<JsonElement> events = await client.UntilAsync("session.output_transcript.delta");

        Assert.DoesNotContain(events, received => received.GetProperty("type").GetString() == "session.output_audio.delta");
        await client.DisposeAsync();
    }

    [Fact]
    public async Task What_is_typed_is_not_heard_and_the_session_goes_on()
    {
        await using FakeRemote server = await FakeMoshi.StartAsync(async moshi =>
        {
            await moshi.SendAsync(0);
            await moshi.HearAsync(9_600);
            await moshi.SayAsync(" still here");
            await moshi.ListenAsync();
        });
        await using ScriptedHost host = await FakeMoshi.HostAsync(server.Address);
        (WireClient client, _) = await WireClient.StartLiveAsync(host);

        await client.SendAsync("""{"type":"session.input_text.append","text":"hello there"}""");

        Assert.Equal(" still here", (await client.NextAsync("session.output_transcript.delta")).GetProperty("delta").GetString());
        await client.DisposeAsync();
    }

    private static IEnumerable<float> Samples(byte[] pcm) =>
        Enumerable.Range(0, pcm.Length / 2).Select(i => BinaryPrimitives.ReadInt16LittleEndian(pcm.AsSpan(2 * i)) / 32_768f);

    private static byte[] Pcm(float[] sound)
    {
        var pcm = new byte[2 * sound.Length];
        for (int i = 0; i < sound.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(pcm.AsSpan(2 * i), (short)(sound[i] * short.MaxValue));
        }

        return pcm;
    }
}
