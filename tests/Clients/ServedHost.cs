using System.Buffers.Binary;
using AgentHost.Audio;
using AgentHost.Commands;
using AgentHost.Testing;
using InteractionCore.Audio;
using Microsoft.AspNetCore.Builder;

namespace AgentHost.Clients;

/// <summary>The host as it is served, with the shipped model and agent and no tools of its own, on a plain and on a TLS address.</summary>
public sealed class ServedHost : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private WebApplication _app = null!;

    /// <summary>Such as http://127.0.0.1:1234/v1.</summary>
    public string Plain => AddressOf("http:");

    public string Tls => AddressOf("https:");

    /// <summary>24 kHz PCM of "what is the weather in lisbon".</summary>
    public string Question => Path.Combine(_folder.Path, "question.pcm");

    /// <summary>The same of "stop please".</summary>
    public string Stop => Path.Combine(_folder.Path, "stop.pcm");

    public string NewFile() => Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.jsonl");

    public async Task InitializeAsync()
    {
        WritePcm("weather-in-lisbon.wav", Question);
        WritePcm("stop-please.wav", Stop);
        string model = Repository.Wren.Replace('\\', '/');
        string plugins = _folder.File("plugins.json",
            $$"""
            { "plugins": [
                { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "model": "{{model}}", "device": "cpu" } },
                { "id": "agent", "assembly": "plugins/SemanticKernelAgent/SemanticKernelAgent.dll" }
            ] }
            """);
        _app = ServeCommand.Build(plugins, "http://127.0.0.1:0;https://127.0.0.1:0", Microsoft.Extensions.Logging.LogLevel.Error);
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private string AddressOf(string scheme) => _app.Urls.Single(url => url.StartsWith(scheme, StringComparison.Ordinal)) + "/v1";

    private static void WritePcm(string recording, string file)
    {
        using var wav = WavReader.Open(Repository.PathOf("tests", "Shared", "speech", recording));
        var samples = new List<float>();
        var block = new float[4_096];
        for (int count = wav.Read(block); count > 0; count = wav.Read(block))
        {
            samples.AddRange(block[..count]);
        }

        float[] resampled = Resampler.Convert([.. samples], wav.SampleRate, 24_000);
        var pcm = new byte[2 * resampled.Length];
        for (int i = 0; i < resampled.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(pcm.AsSpan(2 * i), (short)(Math.Clamp(resampled[i], -1, 1) * short.MaxValue));
        }

        File.WriteAllBytes(file, pcm);
    }
}

/// <summary>One host for all clients, one client at a time: each needs the machine's full attention to be on time.</summary>
[CollectionDefinition(Name)]
public sealed class ServedHosts : ICollectionFixture<ServedHost>
{
    public const string Name = "A served host";
}
