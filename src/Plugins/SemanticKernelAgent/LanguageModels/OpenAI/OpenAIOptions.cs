using Microsoft.Extensions.AI;
using OpenAI.Chat;
using SemanticKernelAgent.Settings;

namespace SemanticKernelAgent.LanguageModels.OpenAI;

/// <summary>Options and tools as OpenAI's library takes them.</summary>
internal static class OpenAIOptions
{
    public static ChatCompletionOptions From(ChatOptions? options, LanguageModelSettings settings)
    {
        var result = new ChatCompletionOptions
        {
            MaxOutputTokenCount = options?.MaxOutputTokens ?? settings.MaxOutputTokens,
            Temperature = options?.Temperature,
            TopP = options?.TopP,
        };
        foreach (AIFunctionDeclaration tool in options?.Tools?.OfType<AIFunctionDeclaration>() ?? [])
        {
            result.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(tool.JsonSchema.GetRawText())));
        }

        return result;
    }
}
