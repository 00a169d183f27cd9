using AgentHost.Testing;
using InteractionCore.Delegation;
using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Moq;
using Transcriber.Moonshine;

namespace Transcriber.Tests;

public sealed class TranscriberPluginTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Without_settings_it_takes_the_model_that_the_build_fetched()
    {
        await using ServiceProvider services = Services();

        HealthReport report = Assert.Single(await Assert.Single(services.GetServices<IHealthReporter>()).ReportAsync(CancellationToken.None));

        Assert.Equal(("Transcriber", Health.Ok), (report.Part, report.Health));
        Assert.StartsWith($"Moonshine tiny (English) at {Path.Combine(AppContext.BaseDirectory, "moonshine")}", report.Detail, StringComparison.Ordinal);
        Assert.Equal(Recording.Words, await services.GetRequiredService<ITranscriber>().TranscribeAsync(Recording.Question, CancellationToken.None));
    }

    [Fact]
    public void A_folder_without_the_model_is_a_setting_that_is_wrong()
    {
        var exception = Assert.Throws<PluginConfigurationException>(() => Services(("model", "nowhere")));

        Assert.StartsWith($"'model' is 'nowhere': '{Path.Combine(_folder.Path, "nowhere", "encoder_model.onnx")}' was not found.", Assert.Single(exception.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_was_not_fetched_is_said_once_and_is_no_failure()
    {
        var logger = new Mock<ILogger>();
        logger.Setup(log => log.IsEnabled(It.IsAny<LogLevel>())).Returns(true);
        var files = new MoonshineFiles(_folder.Path);

        await new TranscriberStart(transcriber: null, files, logger.Object).StartAsync(CancellationToken.None);
        HealthReport report = Assert.Single(await new TranscriberHealth(transcriber: null, files, TimeProvider.System).ReportAsync(CancellationToken.None));

        Assert.Equal(LogLevel.Warning, Assert.Single(logger.Invocations, call => call.Method.Name == nameof(ILogger.Log)).Arguments[0]);
        Assert.Equal((Health.Limited, true), (report.Health, report.Detail.Contains(_folder.Path, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_damaged_model_is_broken_and_costs_only_the_words()
    {
        Array.ForEach(["encoder_model.onnx", "decoder_model_merged.onnx", "tokens.txt"], name => _folder.File(name, "half a download"));
        await using ServiceProvider services = Services(("model", _folder.Path));

        HealthReport report = Assert.Single(await Assert.Single(services.GetServices<IHealthReporter>()).ReportAsync(CancellationToken.None));

        Assert.Equal((Health.Broken, true), (report.Health, report.Detail.Contains("encoder_model.onnx", StringComparison.Ordinal)));
        Assert.Null(await services.GetRequiredService<ITranscriber>().TranscribeAsync(Recording.Question, CancellationToken.None));
    }

    [Fact]
    public async Task One_sound_at_a_time_is_written_down_and_a_few_wait()
    {
        using var transcriber = new MoonshineTranscriber(new MoonshineFiles(Path.Combine(AppContext.BaseDirectory, "moonshine")));
        using var enough = new CancellationTokenSource();
        Task<string?>[] accepted = [.. Enumerable.Range(0, MoonshineTranscriber.MostAtOnce).Select(_ => transcriber.TranscribeAsync(Recording.Question, enough.Token))];

        Task<string?> refused = transcriber.TranscribeAsync(Recording.Question, CancellationToken.None);

        Assert.True(refused.IsCompleted);
        Assert.Null(await refused);
        await enough.CancelAsync();
        await Task.WhenAll(accepted.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)));
    }

    public void Dispose() => _folder.Dispose();

    private ServiceProvider Services(params (string Name, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value)).Build();
        new TranscriberPlugin().ConfigureServices(services, configuration, new PluginContext(_folder.Path, "transcriber"));
        Assert.Contains(services, service => service.ServiceType == typeof(IHostedService));
        return services.BuildServiceProvider();
    }
}
