using System.Runtime.CompilerServices;
using InteractionCore.Delegation;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using SemanticKernelAgent.Tools;

namespace SemanticKernelAgent.Available;

/// <summary>
/// Semantic Kernel's ChatCompletionAgent over an <see cref="IChatClient"/>. Every run has a kernel and a thread of its own, which
/// end with it: the host's transcript is the truth.
/// </summary>
internal sealed class ChatCompletionBackgroundAgent(IChatClient languageModel) : IBackgroundAgent
{
    public async IAsyncEnumerable<ChatResponseUpdate> RunAsync(AgentRun run, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var tools = new OfferedTools(run.Toolsets);
        var calls = new RunCalls();
        var agent = new ChatCompletionAgent
        {
            Name = "background",
            Instructions = run.Instructions,
            Kernel = CreateKernel(CreateClient(run, tools, calls), run, tools, calls, cancellationToken),
            Arguments = new KernelArguments(new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() }),
        };
        await foreach (AgentResponseItem<StreamingChatMessageContent> item in agent.InvokeStreamingAsync([], new ChatHistoryAgentThread(), options: null, cancellationToken))
        {
            while (calls.Untold.TryDequeue(out ChatMessage? said))
            {
                yield return new ChatResponseUpdate(said.Role, said.Contents) { MessageId = Guid.NewGuid().ToString("N") };
            }

            // The provider's own update, as the transcript bridge sent it through: Semantic Kernel's message has lost part of it.
            if (item.Message.InnerContent is ChatResponseUpdate update)
            {
                yield return update;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>From the outside in: the host's transcript, Semantic Kernel's tool loop, the tools' own schemas, the language model.</summary>
    private IChatClient CreateClient(AgentRun run, OfferedTools tools, RunCalls calls)
    {
        IChatClient client = new ChatClientBuilder(languageModel)
            .Use(inner => new TranscriptBridge(inner, run.Transcript))
            .UseKernelFunctionInvocation()
            .Use(inner => new ToolBridge(inner, tools, calls, run.Meanwhile))
            .Build();

        // Semantic Kernel's loop is internal; what it inherits from can be reached. FunctionChoiceBehavior's options are not read here.
        FunctionInvokingChatClient loop = client.GetService<FunctionInvokingChatClient>()
            ?? throw new InvalidOperationException("Semantic Kernel's tool loop is no FunctionInvokingChatClient any more: use 'engine': 'built-in' with this version.");
        loop.MaximumIterationsPerRequest = run.MaxRounds;
        loop.AllowConcurrentInvocation = run.AllowConcurrentTools;

        // What fails is for the language model to read, as often as it happens.
        loop.IncludeDetailedErrors = true;
        loop.MaximumConsecutiveErrorsPerRequest = int.MaxValue;
        return client;
    }

    private static Kernel CreateKernel(IChatClient client, AgentRun run, OfferedTools tools, RunCalls calls, CancellationToken cancellationToken)
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(client);
        builder.Services.AddSingleton<IAutoFunctionInvocationFilter>(new GateFilter(run.Gate, tools, calls, cancellationToken));
        Kernel kernel = builder.Build();
        foreach (IGrouping<string, OfferedTool> source in tools.All.GroupBy(tool => tool.Source, StringComparer.Ordinal))
        {
            kernel.Plugins.Add(KernelPluginFactory.CreateFromFunctions(source.Key, source.Select(tool => new RenamedFunction(tool).AsKernelFunction())));
        }

        return kernel;
    }

    /// <summary>The tool under the name it is offered by.</summary>
    private sealed class RenamedFunction(OfferedTool tool) : DelegatingAIFunction(tool.Function)
    {
        public override string Name => tool.Name;
    }
}
