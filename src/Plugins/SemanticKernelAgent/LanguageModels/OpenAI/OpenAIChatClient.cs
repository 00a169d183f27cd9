using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using SemanticKernelAgent.Settings;

namespace SemanticKernelAgent.LanguageModels.OpenAI;

/// <summary>
/// OpenAI's chat completions, and every server that speaks them, as an <see cref="IChatClient"/>: streamed text, tool calls, tool
/// results, images and usage. Thread-safe.
/// </summary>
internal sealed class OpenAIChatClient(ChatClient client, LanguageModelSettings settings) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new("openai", settings.Endpoint, settings.Model);

    public static OpenAIChatClient Create(LanguageModelSettings settings, string? apiKey, HttpClient http, int retries)
    {
        var options = new OpenAIClientOptions
        {
            Endpoint = settings.Endpoint,
            NetworkTimeout = settings.Timeout,
            RetryPolicy = new ClientRetryPolicy(retries),
            Transport = new HttpClientPipelineTransport(http),
        };
        if (apiKey is null)
        {
            options.AddPolicy(new NoKey(), PipelinePosition.BeforeTransport);
        }

        return new OpenAIChatClient(new ChatClient(settings.Model, new ApiKeyCredential(apiKey ?? "none"), options), settings);
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var calls = new StreamedToolCalls();
        AsyncCollectionResult<StreamingChatCompletionUpdate> stream =
            client.CompleteChatStreamingAsync(OpenAIMessages.From(messages), OpenAIOptions.From(options, settings), cancellationToken);
        await foreach (StreamingChatCompletionUpdate update in stream.WithCancellation(cancellationToken))
        {
            calls.Add(update.ToolCallUpdates);
            List<AIContent> contents = [.. update.ContentUpdate.Where(part => !string.IsNullOrEmpty(part.Text)).Select(part => new TextContent(part.Text))];
            if (!string.IsNullOrEmpty(update.RefusalUpdate))
            {
                contents.Add(new TextContent(update.RefusalUpdate));
            }

            if (update.Usage is { } usage)
            {
                contents.Add(new UsageContent(new UsageDetails
                {
                    InputTokenCount = usage.InputTokenCount,
                    OutputTokenCount = usage.OutputTokenCount,
                    TotalTokenCount = usage.TotalTokenCount,
                }));
            }

            if (contents.Count > 0)
            {
                yield return Update(update, contents);
            }
        }

        if (calls.Complete() is { Count: > 0 } complete)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, complete) { MessageId = calls.MessageId, ModelId = settings.Model, FinishReason = Microsoft.Extensions.AI.ChatFinishReason.ToolCalls };
        }

        ChatResponseUpdate Update(StreamingChatCompletionUpdate update, IList<AIContent> contents)
        {
            calls.MessageId ??= update.CompletionId;
            return new ChatResponseUpdate(ChatRole.Assistant, contents) { MessageId = calls.MessageId, ModelId = update.Model };
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType == typeof(ChatClientMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    /// <summary>For servers without keys: sends no Authorization header.</summary>
    private sealed class NoKey : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Remove("Authorization");
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Remove("Authorization");
            return ProcessNextAsync(message, pipeline, currentIndex);
        }
    }
}
