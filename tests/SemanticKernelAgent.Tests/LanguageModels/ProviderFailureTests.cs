using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.AI;
using SemanticKernelAgent.LanguageModels;
using SemanticKernelAgent.Settings;

namespace SemanticKernelAgent.Tests.LanguageModels;

public sealed class ProviderFailureTests
{
    private const string Error = """{"type":"error","error":{"message":"that is not it","type":"some_error","code":"some_code"}}""";

    public static TheoryData<string, int, string> Statuses => new()
    {
        { "openai", 401, "Check the key in KEY." },
        { "openai", 404, "Check 'model' and 'endpoint'" },
        { "openai", 429, "quota is used up" },
        { "openai", 500, "Try again later" },
        { "anthropic", 401, "Check the key in KEY." },
        { "anthropic", 404, "Check 'model' and 'endpoint'" },
        { "anthropic", 429, "quota is used up" },
        { "anthropic", 500, "Try again later" },
        { "anthropic", 529, "Try again later" },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task A_refusal_names_the_provider_the_endpoint_and_the_next_move(string provider, int status, string nextMove)
    {
        string message = await FailAsync(provider, FakeProvider.Fails((HttpStatusCode)status, Error));

        Assert.StartsWith($"The language model 'small' of {provider} at http://localhost:9/", message, StringComparison.Ordinal);
        Assert.Contains($"({status}): ", message, StringComparison.Ordinal);
        Assert.Contains("that is not it", message, StringComparison.Ordinal);
        Assert.Contains(nextMove, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task A_server_that_is_not_there_is_said_to_be_out_of_reach(string provider)
    {
        string message = await FailAsync(provider, FakeProvider.Throws(new HttpRequestException("Connection refused (localhost:9)", new SocketException(111))));

        Assert.Contains("cannot be reached: Connection refused (localhost:9). Check the network and 'endpoint'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task A_server_that_hangs_is_given_up(string provider)
    {
        string message = await FailAsync(provider, FakeProvider.Throws(new TaskCanceledException("too slow", new TimeoutException())));

        Assert.EndsWith("did not answer within 30 s. Try again, or raise 'timeoutSeconds'.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task A_server_that_does_not_speak_the_api_is_found_out(string provider)
    {
        string message = await FailAsync(provider, FakeProvider.Streams("data: <html>"));

        Assert.Contains($"Check that 'endpoint' speaks the API of {provider}", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_is_no_failure_of_the_provider()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        using IChatClient client = Create("openai", new FakeProvider(FakeProvider.Streams("data: [DONE]")));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync("hi", cancellationToken: cancel.Token));
    }

    private static async Task<string> FailAsync(string provider, Func<HttpResponseMessage> answer)
    {
        using IChatClient client = Create(provider, new FakeProvider(answer));
        return (await Assert.ThrowsAsync<LanguageModelException>(() => client.GetResponseAsync("hi"))).Message;
    }

    private static IChatClient Create(string provider, FakeProvider server)
    {
        var settings = new LanguageModelSettings
        {
            Provider = provider is "openai" ? Provider.OpenAI : Provider.Anthropic,
            Model = "small",
            Endpoint = new Uri("http://localhost:9"),
            ApiKeyVariable = "KEY",
        };
        return LanguageModelFactory.Create(settings, "secret", server, retries: 0);
    }
}
