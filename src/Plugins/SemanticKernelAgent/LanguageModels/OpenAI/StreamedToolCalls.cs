using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace SemanticKernelAgent.LanguageModels.OpenAI;

/// <summary>Puts tool calls together from the pieces they are streamed in.</summary>
internal sealed class StreamedToolCalls
{
    private readonly SortedDictionary<int, Piece> _calls = [];

    /// <summary>The id of the message the calls belong to.</summary>
    public string? MessageId { get; set; }

    public void Add(IEnumerable<StreamingChatToolCallUpdate> updates)
    {
        foreach (StreamingChatToolCallUpdate update in updates)
        {
            if (!_calls.TryGetValue(update.Index, out Piece? piece))
            {
                _calls[update.Index] = piece = new Piece();
            }

            piece.Id = string.IsNullOrEmpty(update.ToolCallId) ? piece.Id : update.ToolCallId;
            piece.Name = string.IsNullOrEmpty(update.FunctionName) ? piece.Name : update.FunctionName;
            piece.Arguments.Append(update.FunctionArgumentsUpdate is { } bytes && bytes.ToMemory().Length > 0 ? bytes.ToString() : "");
        }
    }

    /// <summary>The calls in their order. One whose arguments are no JSON object carries the exception.</summary>
    public IList<AIContent> Complete() => [.. _calls.Values.Select(call => FunctionCallContent.CreateFromParsedArguments(
        call.Arguments.ToString(),
        call.Id ?? $"call_{Guid.NewGuid():N}",
        call.Name ?? "",
        static json => string.IsNullOrWhiteSpace(json) ? new Dictionary<string, object?>() : JsonSerializer.Deserialize(json, OpenAIJson.Default.DictionaryStringObject)))];

    private sealed class Piece
    {
        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
