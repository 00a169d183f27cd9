namespace SemanticKernelAgent.LanguageModels;

/// <summary>The language model did not answer. The message names it, says what was found, and the next move.</summary>
internal sealed class LanguageModelException(string message, Exception? inner = null) : Exception(message, inner);
