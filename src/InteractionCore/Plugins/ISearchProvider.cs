using InteractionCore.Ui;

namespace InteractionCore.Plugins;

/// <summary>
/// A place to search in. The search plugin offers each that is registered, by any plugin, to the agent as a tool: search_NAME. Thread-safe.
/// </summary>
public interface ISearchProvider
{
    /// <summary>Unique; letters, digits and underscores, such as "documents".</summary>
    string Name { get; }

    /// <summary>What is found there, in the words of people who want it: the agent chooses by it.</summary>
    string Description { get; }

    /// <summary>Searches, best hits first.</summary>
    /// <param name="query">Words as somebody said them.</param>
    /// <param name="count">At most so many hits.</param>
    /// <exception cref="SearchException">It cannot be searched now.</exception>
    Task<IReadOnlyList<SearchHit>> SearchAsync(string query, int count, CancellationToken cancellationToken);
}

/// <summary>A search did not work. The message is said to the user.</summary>
public sealed class SearchException(string message, Exception? inner = null) : Exception(message, inner);
