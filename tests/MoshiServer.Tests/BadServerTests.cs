using System.Text;
using System.Text.Json;
using AgentHost.Tests.Dialects;
using OpenAILive.Tests.Hosts;

namespace MoshiServer.Tests;

/// <summary>A server that is gone, slow, of another version or talks nonsense ends the session it has, with a reason, and nothing else.</summary>
public sealed class BadServerTests
{
    public static TheoryData<byte, string, string> Nonsense => new()
    {
        { 0, "\u0001\u0000\u0000\u0000", "speaks version 1" },
        { 1, "<html>", "no page begins" },
        { 1, "OggS\u0009", "Ogg of version 9" },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Nonsense_ends_the_session_with_the_reason(byte kind, string content, string reason)
    {
        await using FakeRemote server = await FakeMoshi.StartAsync(async moshi =>
        {
            if (kind != 0)
            {
                await moshi.SendAsync(0);
            }

            await moshi.SendAsync(kind, Encoding.Latin1.GetBytes(content));
            await moshi.ListenAsync();
        });

        Assert.Contains(reason, await FailureAsync(server.Address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_sends_text_speaks_another_protocol()
    {
        await using FakeRemote server = await FakeMoshi.StartAsync(async moshi =>
        {
            await moshi.SendTextAsync("{}");
            await moshi.ListenAsync();
        });

        Assert.Contains("sends text messages", await FailureAsync(server.Address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_refuses_is_told_with_its_words()
    {
        await using FakeRemote server = await FakeMoshi.StartAsync(async moshi =>
        {
            await moshi.SendAsync(5, Encoding.UTF8.GetBytes("too many users"));
            await moshi.ListenAsync();
        });

        Assert.Contains("too many users", await FailureAsync(server.Address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_busy_with_another_is_given_up()
    {
        await using FakeRemote server = await FakeMoshi.StartAsync(moshi => moshi.ListenAsync());

        string reason = await FailureAsync(server.Address, settings => settings with { ConnectTimeout = TimeSpan.FromMilliseconds(500) });

        Assert.Contains("has not started a session within", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_goes_costs_its_session_and_the_next_one_works()
    {
        int connections = 0;
        await using FakeRemote server = await FakeMoshi.StartAsync(async moshi =>
        {
            await moshi.SendAsync(0);
            if (Interlocked.Increment(ref connections) == 1)
            {
                await moshi.HearAsync(4_800);
                await moshi.HangUpAsync();
                return;
            }

            await moshi.SayAsync(" here");
            await moshi.ListenAsync();
        });
        await using ScriptedHost host = await FakeMoshi.HostAsync(server.Address);
        (WireClient first, _) = await WireClient.StartLiveAsync(host);

        Assert.Contains("is lost", await FailureOfAsync(first), StringComparison.Ordinal);

        (WireClient second, _) = await WireClient.StartLiveAsync(host);
        Assert.Equal(" here", (await second.NextAsync("session.output_transcript.delta")).GetProperty("delta").GetString());
    }

    [Fact]
    public async Task What_is_of_no_use_or_not_known_is_left_alone()
    {
        await using FakeRemote server = await FakeMoshi.StartAsync(async moshi =>
        {
            await moshi.SendAsync(0);
            await moshi.SendAsync(3, 1);
            await moshi.SendAsync(4, "{}"u8.ToArray());
            await moshi.SendAsync(6);
            await moshi.SendAsync(99, 1, 2, 3);
            await moshi.SendAsync(7, 3, (byte)' ', (byte)'h', (byte)'i');
            await moshi.ListenAsync();
        });
        await using ScriptedHost host = await FakeMoshi.HostAsync(server.Address);
        (WireClient client, _) = await WireClient.StartLiveAsync(host);

        Assert.Equal(" hi", (await client.NextAsync("session.output_transcript.delta")).GetProperty("delta").GetString());
    }

    private static async Task<string> FailureAsync(Uri server, Func<MoshiSettings, MoshiSettings>? change = null)
    {
        await using ScriptedHost host = await FakeMoshi.HostAsync(server, change);
        (WireClient client, _) = await WireClient.StartLiveAsync(host);
        return await FailureOfAsync(client);
    }

    /// <summary>Why the session failed, as its client is told.</summary>
    private static async Task<string> FailureOfAsync(WireClient client)
    {
        JsonElement error = (await client.NextAsync("error")).GetProperty("error");
        Assert.Equal("session_failed", error.GetProperty("code").GetString());
        await client.DisposeAsync();
        return error.GetProperty("message").GetString()!;
    }
}
