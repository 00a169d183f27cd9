using System.Text.Json;
using InteractionCore.Delegation;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = OpenAI.Chat.ChatMessage;

namespace SemanticKernelAgent.LanguageModels.OpenAI;

/// <summary>Messages as OpenAI's library takes them.</summary>
internal static class OpenAIMessages
{
    private static readonly JsonSerializerOptions Json = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    public static List<ChatMessage> From(IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages)
    {
        var result = new List<ChatMessage>();
        var seenByTools = new List<ChatMessageContentPart>();
        foreach (Microsoft.Extensions.AI.ChatMessage message in messages)
        {
            if (message.Role != ChatRole.Tool)
            {
                Flush();
            }

            if (message.Role == ChatRole.System)
            {
                result.Add(new SystemChatMessage(message.Text));
            }
            else if (message.Role == ChatRole.Assistant)
            {
                AddIfAny(result, message);
            }
            else if (message.Role == ChatRole.Tool)
            {
                foreach (FunctionResultContent toolResult in message.Contents.OfType<FunctionResultContent>())
                {
                    result.Add(new ToolChatMessage(toolResult.CallId, TextOf(toolResult.Result)));
                    seenByTools.AddRange(Images(toolResult.Result));
                }
            }
            else if (Parts(message.Contents) is { Count: > 0 } parts)
            {
                result.Add(new UserChatMessage(parts));
            }
        }

        Flush();
        return result;

        // The API's tool messages hold text only, and nothing may stand between those of one round: what tools show follows them.
        void Flush()
        {
            if (seenByTools.Count > 0)
            {
                result.Add(new UserChatMessage([ChatMessageContentPart.CreateTextPart("What the tools show:"), .. seenByTools]));
                seenByTools.Clear();
            }
        }
    }

    private static void AddIfAny(List<ChatMessage> result, Microsoft.Extensions.AI.ChatMessage message)
    {
        List<ChatToolCall> calls = [.. message.Contents.OfType<FunctionCallContent>().Select(call =>
            ChatToolCall.CreateFunctionToolCall(call.CallId, call.Name, BinaryData.FromString(JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), Json))))];
        if (calls.Count > 0)
        {
            var assistant = new AssistantChatMessage(calls);
            if (message.Text.Length > 0)
            {
                assistant.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
            }

            result.Add(assistant);
        }
        else if (message.Text.Length > 0)
        {
            result.Add(new AssistantChatMessage(message.Text));
        }
    }

    private static List<ChatMessageContentPart> Parts(IEnumerable<AIContent> contents) => [.. contents.Select(Part).OfType<ChatMessageContentPart>()];

    private static ChatMessageContentPart? Part(AIContent content) => content switch
    {
        TextContent text => ChatMessageContentPart.CreateTextPart(text.Text),
        DataContent data when data.HasTopLevelMediaType("image") => ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(data.Data), data.MediaType),
#pragma warning disable OPENAI001 // The library still evaluates audio; the API itself has it for good.
        DataContent { MediaType: "audio/wav" or "audio/x-wav" } wav => ChatMessageContentPart.CreateInputAudioPart(BinaryData.FromBytes(wav.Data), ChatInputAudioFormat.Wav),
#pragma warning restore OPENAI001
        UriContent uri when uri.HasTopLevelMediaType("image") => ChatMessageContentPart.CreateImagePart(uri.Uri),
        _ => null,
    };

    private static string TextOf(object? result)
    {
        string text = result is DataContent ? "" : ToolAnswer.From(result).Text;
        return text.Length > 0 || Images(result).Count == 0 ? text : "An image, which follows.";
    }

    private static List<ChatMessageContentPart> Images(object? result) => result switch
    {
        DataContent data => Parts([data]),
        IEnumerable<AIContent> contents => Parts(contents.OfType<DataContent>()),
        _ => [],
    };
}
