using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;
using OnnxInteraction.Runtime;

namespace OnnxInteraction.Tests;

public sealed class SettingsTests
{
    private static readonly PluginContext Context = new("/etc/agenthost", "model");

    [Fact]
    public void A_relative_model_lies_beside_plugins_json() =>
        Assert.Equal(new Settings("/etc/agenthost/models/wren", Device.Auto, 1, "auto", "/etc/agenthost/models/lark"), Settings.Parse(From(("model", "models/wren")), Context));

    [Fact]
    public void Every_wrong_setting_is_named()
    {
        var exception = Assert.Throws<PluginConfigurationException>(() => Settings.Parse(From(("device", "tpu"), ("threads", "0")), Context));

        Assert.Equal(
            ["'model' is missing: the folder of a model package, e.g. \"models/wren\".", "'device' is 'tpu': use auto, cpu or cuda.", "'threads' is '0': use 1 to 64."],
            exception.Errors);
    }

    private static IConfiguration From(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
}
