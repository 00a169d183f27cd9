using InteractionCore.Delegation;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;

namespace McpTools.Elicitation;

/// <summary>Answers what a server asks by asking the user whose task it works for; nobody is asked when there is none.</summary>
internal sealed partial class Elicitor(string server, RunningCalls calls, ILogger logger)
{
    public async ValueTask<ElicitResult> AskAsync(ElicitRequestParams? request, CancellationToken cancellationToken)
    {
        if (request is null || Questions.From(server, request) is not { } question)
        {
            LogUnaskable(server);
            return Questions.ToResult(UserAnswer.Declined);
        }

        if (calls.Asking is not { } task)
        {
            LogNobody(server);
            return Questions.ToResult(UserAnswer.None);
        }

        return Questions.ToResult(await task.AskAsync(question, cancellationToken));
    }

    [LoggerMessage(LogLevel.Warning, "MCP server {Server} asks for what no user can be asked: a form of too many fields, or a page that is not on the web. It is declined.")]
    private partial void LogUnaskable(string server);

    [LoggerMessage(LogLevel.Warning, "MCP server {Server} asks a question while no session's task calls it. Nobody is asked.")]
    private partial void LogNobody(string server);
}
