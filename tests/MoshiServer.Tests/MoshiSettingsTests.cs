using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;
using MoshiServer.Opus;
using OpenAILive.Tests.Hosts;

namespace MoshiServer.Tests;

public sealed class MoshiSettingsTests
{
    [Fact]
    public void Everything_wrong_is_said_at_once_and_so_is_a_library_that_is_missing()
    {
        var exception = Assert.Throws<PluginConfigurationException>(() => Parse(["libnosuchopus.so.0"], ("address", "ftp://there"), ("colour", "red"), ("connectTimeoutSeconds", "0")));

        Assert.Equal(
            [
                "'address' is 'ftp://there': use an absolute ws, wss, http or https address, e.g. \"ws://127.0.0.1:8998\".",
                "'colour' is unknown: use address, model, voice, instructions, connectTimeoutSeconds, answerTimeoutSeconds.",
                "'connectTimeoutSeconds' is '0': use 1 to 120.",
                "The library Opus is missing (libnosuchopus.so.0), and Moshi's sound is Opus. Install it: on Debian and Ubuntu, apt-get install libopus0.",
            ],
            exception.Errors.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Voice_and_instructions_are_part_of_the_address()
    {
        MoshiSettings settings = Parse(OpusLibrary.Names, ("address", "http://10.0.0.2:8998"), ("voice", "NATF2.pt"), ("instructions", "You are kind."));

        Assert.Equal("ws://10.0.0.2:8998/api/chat?voice_prompt=NATF2.pt&text_prompt=You%20are%20kind.", settings.Address.AbsoluteUri);
    }

    [Fact]
    public async Task A_server_that_listens_is_well_and_one_that_does_not_is_told()
    {
        await using FakeRemote server = await FakeMoshi.StartAsync(_ => Task.CompletedTask);
        MoshiSettings there = Parse(OpusLibrary.Names, ("address", server.Address.AbsoluteUri));

        await MoshiHealth.ReachAsync(there, CancellationToken.None);
        var exception = await Assert.ThrowsAsync<RemoteException>(() => MoshiHealth.ReachAsync(there with { Address = new Uri("ws://127.0.0.1:9/api/chat") }, CancellationToken.None));

        Assert.Contains("No Moshi server answers at 127.0.0.1:9", exception.Message, StringComparison.Ordinal);
    }

    private static MoshiSettings Parse(IReadOnlyList<string> libraries, params (string Name, string Value)[] settings) => MoshiSettings.Parse(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build(), libraries);
}
