using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;

namespace OpenAILive.Tests;

public sealed class RemoteSettingsTests
{
    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        var exception = Assert.Throws<PluginConfigurationException>(() => Parse(
            ("address", "ftp://there"), ("protocol", "morse"), ("apiKey", "secret"), ("colour", "red"), ("additions", "maybe"), ("reconnectSeconds", "-1")));

        Assert.Equal(
            [
                "'additions' is 'maybe': use true or false.",
                "'address' is 'ftp://there': use an absolute ws, wss, http or https address, e.g. \"wss://api.openai.com\".",
                "'apiKey' is there: a key does not belong in a settings file. Put it in an environment variable and name that with 'apiKeyVariable'.",
                "'colour' is unknown: use address, protocol, model, voice, instructions, apiKeyVariable, additions, connectTimeoutSeconds, answerTimeoutSeconds, reconnectSeconds.",
                "'model' is missing: the model's name as the remote knows it, e.g. \"gpt-live-1\".",
                "'protocol' is 'morse': use live or realtime.",
                "'reconnectSeconds' is '-1': use 0 to 3600.",
            ],
            exception.Errors.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("wss://api.example.com", "live", "wss://api.example.com/v1/live/sessions")]
    [InlineData("https://api.example.com", "live", "wss://api.example.com/v1/live/sessions")]
    [InlineData("http://127.0.0.1:5080", "live", "ws://127.0.0.1:5080/v1/live/sessions")]
    [InlineData("ws://127.0.0.1:5080/other", "live", "ws://127.0.0.1:5080/other")]
    [InlineData("wss://api.example.com", "realtime", "wss://api.example.com/v1/realtime?model=m%201")]
    [InlineData("wss://example.com/openai/realtime?deployment=d", "realtime", "wss://example.com/openai/realtime?deployment=d")]
    public void An_address_needs_no_path_but_may_have_one(string address, string protocol, string expected)
    {
        RemoteSettings settings = Parse(("address", address), ("protocol", protocol), ("model", "m 1"));

        Assert.Equal(expected, settings.Address.AbsoluteUri);
    }

    [Fact]
    public void The_key_comes_from_the_environment()
    {
        RemoteSettings settings = Parse(("address", "wss://example.com"), ("model", "m"), ("apiKeyVariable", "REMOTE_KEY"));

        Assert.Equal("key of REMOTE_KEY", settings.ApiKey);
    }

    [Fact]
    public void Nobody_but_OpenAI_is_sent_its_key_unasked()
    {
        Assert.Equal("key of OPENAI_API_KEY", Parse(("address", "wss://api.openai.com"), ("model", "m")).ApiKey);
        Assert.Null(Parse(("address", "wss://example.com"), ("model", "m")).ApiKey);
    }

    [Theory]
    [InlineData("ws://example.com", "REMOTE_KEY", "a key would be sent readable")]
    [InlineData("wss://example.com", "UNSET_KEY", "the environment has no such variable")]
    public void A_key_that_is_missing_or_would_be_readable_is_refused(string address, string variable, string part)
    {
        var exception = Assert.Throws<PluginConfigurationException>(() => Parse(("address", address), ("model", "m"), ("apiKeyVariable", variable)));

        Assert.Contains(part, Assert.Single(exception.Errors), StringComparison.Ordinal);
    }

    private static RemoteSettings Parse(params (string Name, string Value)[] settings) => RemoteSettings.Parse(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build(),
        variable => variable == "UNSET_KEY" ? null : $"key of {variable}");
}
