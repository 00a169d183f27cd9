using System.CommandLine;
using AgentHost.Commands;
using InteractionCore.Plugins;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

var root = new RootCommand(
    "AgentHost runs a live interaction model: it listens and speaks at once, every 200 ms, and hands hard work to a background agent with tools. "
    + "Without a command it serves on http://127.0.0.1:5080.");
ServeCommand.AddTo(root);
root.Subcommands.Add(TalkCommand.Create());
root.Subcommands.Add(EvalCommand.Create());
root.Subcommands.Add(DoctorCommand.Create());
root.Subcommands.Add(PluginsCommand.Create());
root.Subcommands.Add(PluginCommands.Create("mcp", "Add, list, test, sign in to and remove MCP servers; 'AgentHost mcp' says how."));
root.Subcommands.Add(ModelCommand.Create());

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    return ExitCodes.Interrupted;
}
catch (Exception exception) when (Explain(exception) is { } explanation)
{
    // What a person can mend needs no stack trace.
    await Console.Error.WriteLineAsync(explanation);
    return ExitCodes.Failed;
}

static string? Explain(Exception exception)
{
    if (exception is IOException { InnerException: AddressInUseException })
    {
        return $"{exception.Message} Stop the program that listens there, or choose another address with --urls.";
    }

    for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
    {
        if (inner is SetupException or OptionsValidationException)
        {
            return inner.Message;
        }
    }

    return null;
}
