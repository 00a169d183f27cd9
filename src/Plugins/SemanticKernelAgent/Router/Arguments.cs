namespace SemanticKernelAgent.Router;

/// <summary>What a request says about a tool's parameters.</summary>
/// <param name="Values">Values by parameter name; optional ones that were not said are left out.</param>
/// <param name="Missing">Required parameters without a value.</param>
/// <param name="NotUnderstood">A parameter that was said with a word nobody understood.</param>
internal sealed record Arguments(Dictionary<string, object?> Values, IReadOnlyList<Parameter> Missing, Parameter? NotUnderstood);
