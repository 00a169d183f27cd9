using InteractionCore.Delegation;
using InteractionCore.Injections;
using McpTools.Authorization;
using ModelContextProtocol.Authentication;

namespace ConformanceClient;

/// <summary>A person who grants whatever a page asks: follows it to where it leads, back to the loopback address.</summary>
internal sealed class FollowingBrowser : IBrowser, IDisposable
{
    private readonly HttpClient _http = new();

    public async Task OpenAsync(Uri page, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await _http.GetAsync(page, cancellationToken);
        Console.Error.WriteLine($"{page.AbsolutePath} led to {(int)answer.StatusCode} at {answer.RequestMessage!.RequestUri!.AbsolutePath}");
    }

    public void Dispose() => _http.Dispose();
}

internal sealed class MemoryTokens : ITokenCache
{
    private volatile TokenContainer? _tokens;

    public ValueTask<TokenContainer?> GetTokensAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_tokens);

    public ValueTask StoreTokensAsync(TokenContainer tokens, CancellationToken cancellationToken)
    {
        _tokens = tokens;
        return ValueTask.CompletedTask;
    }
}

/// <summary>A user who says yes to every question and fills in nothing: what is preset stands.</summary>
internal sealed class AcceptingTask : IToolTask, IServiceProvider
{
    public string DelegationId => "d1";

    public object? GetService(Type serviceType) => serviceType == typeof(IToolTask) ? this : null;

    public void Report(ToolProgress progress)
    {
    }

    public ValueTask ShowAsync(UiDescriptor ui, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public Task<UserAnswer> AskAsync(UserQuestion question, CancellationToken cancellationToken) => Task.FromResult(UserAnswer.Accepted);
}
