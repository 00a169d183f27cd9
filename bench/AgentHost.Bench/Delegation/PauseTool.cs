using System.ComponentModel;
using InteractionCore.Delegation;
using InteractionCore.Plugins;
using Microsoft.Extensions.AI;

namespace AgentHost.Bench.Delegation;

/// <summary>A tool that takes as long as it is told, so that results arrive anywhere within a turn.</summary>
internal sealed class PauseTool(TimeProvider time) : IToolSource
{
    public string Name => "bench";

    public Toolset Current => new(Name, [AIFunctionFactory.Create(PauseAsync, "pause")]);

    [Description("Pauses for some milliseconds.")]
    private async Task<string> PauseAsync([Description("How many milliseconds.")] int milliseconds, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, cancellationToken);
        return "It is over.";
    }
}
