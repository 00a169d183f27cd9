using System.Text.Json;
using InteractionCore.Delegation;
using Microsoft.Extensions.AI;

namespace SemanticKernelAgent.Router;

/// <summary>What the tool router makes of one request: a call, and when its result is there, the words to say or one more call.</summary>
/// <param name="conversation">What was said before, oldest first.</param>
/// <param name="tools">The tools as they are offered.</param>
internal sealed class RouterTurn(IReadOnlyList<string> conversation, IList<AITool> tools)
{
    public const string NoTool = "I have no tool for that, and no language model is configured.";

    private readonly ToolMatcher _matcher = new(tools);

    /// <summary>The tool that fits the request, or why there is none.</summary>
    public async Task<AIContent> CallAsync(ChatMessage request, CancellationToken cancellationToken)
    {
        IReadOnlyList<Word> words = Word.Split(request.Text);
        ExactWords? transcriber = Conversation.ExactWordsOf(request);
        bool isUnderstood = !words.Any(word => word.IsUnknown);
        (AIContent answer, ToolMatch? match) = Route(words);
        if (answer is FunctionCallContent { Arguments.Count: var arguments } && isUnderstood && (transcriber is null || arguments == 0 || match!.Tool.OnlyReads))
        {
            // Not delayed. A word may have been heard as another: when the tool has answered, that is looked at.
            transcriber?.Begin();
            return answer;
        }

        // The other readings may say what the words lack; a transcriber's take their time, and come last.
        IReadOnlyList<Word>? again = isUnderstood && answer is FunctionCallContent ? null : OtherReading.Of(words, conversation);
        if (again is not null && !again.Any(word => word.IsUnknown) && Route(again).Answer is FunctionCallContent said)
        {
            return said;
        }

        string? exact = transcriber is null ? null : await transcriber.GetAsync(cancellationToken);
        IEnumerable<IReadOnlyList<Word>> readings = TranscribedReading.Of(words, exact);
        if (again is not null && answer is not FunctionCallContent)
        {
            readings = readings.Append(again);
        }

        return readings.Select(reading => Route(reading).Answer).FirstOrDefault(other => SaysAsMuch(other, answer as FunctionCallContent)) ?? answer;
    }

    /// <summary>
    /// What the tool answered. When the transcriber's words ask for something else, that is called instead, once, if it only reads.
    /// </summary>
    /// <param name="since">What followed the request: calls and results.</param>
    public async Task<AIContent> AnswerAsync(ChatMessage request, IReadOnlyList<ChatMessage> since, CancellationToken cancellationToken)
    {
        List<FunctionCallContent> calls = [.. since.SelectMany(message => message.Contents).OfType<FunctionCallContent>()];
        if (calls is [{ Arguments.Count: > 0 } called] && Conversation.ExactWordsOf(request) is { } transcriber
            && await transcriber.GetAsync(cancellationToken) is { } exact
            && Route(Word.Split(exact)) is (FunctionCallContent other, { Tool.OnlyReads: true }) && SaysAsMuch(other, called) && !IsSame(called, other))
        {
            return other;
        }

        List<string> said = [.. since.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => SpokenAnswer.From(result.Result))];
        return new TextContent(calls.Count < 2 ? string.Join(' ', said) : said.FindLast(words => !SpokenAnswer.IsFailure(words)) ?? said[^1]);
    }

    private (AIContent Answer, ToolMatch? Match) Route(IReadOnlyList<Word> request)
    {
        if (_matcher.Find(request) is not { } match)
        {
            return (new TextContent(NoTool), null);
        }

        if (match.Arguments.NotUnderstood is { } parameter)
        {
            return (new TextContent($"I did not catch the {parameter.SpokenName}."), match);
        }

        Arguments arguments = ConversationMemory.Complete(match, conversation);
        AIContent answer = arguments.Missing.Count > 0
            ? new TextContent($"I need to know the {string.Join(" and the ", arguments.Missing.Select(missing => missing.SpokenName))} for that.")
            : new FunctionCallContent($"call_{Guid.NewGuid():N}", match.Tool.Name, arguments.Values);
        return (answer, match);
    }

    // A call with fewer arguments comes of words that were misheard: nobody says less to one listener than to another.
    private static bool SaysAsMuch(AIContent other, FunctionCallContent? call) =>
        other is FunctionCallContent { Arguments: var arguments } && (arguments?.Count ?? 0) >= (call?.Arguments?.Count ?? 0);

    // A transcriber writes names with capitals.
    private static bool IsSame(FunctionCallContent one, FunctionCallContent other) =>
        one.Name == other.Name && JsonSerializer.Serialize(one.Arguments, AIJsonUtilities.DefaultOptions).Equals(JsonSerializer.Serialize(other.Arguments, AIJsonUtilities.DefaultOptions), StringComparison.OrdinalIgnoreCase);
}
