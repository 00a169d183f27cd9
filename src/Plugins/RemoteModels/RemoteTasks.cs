using System.Text;
using InteractionCore.Injections;

namespace RemoteModels;

/// <summary>
/// What the remote delegated: its ids and the host's, which are not the same. A task that the remote asks for again while it is being
/// worked on has one answer for all of its ids.
/// </summary>
/// <remarks>Called by the loop only.</remarks>
internal sealed class RemoteTasks
{
    /// <summary>Tasks remembered; what comes for an older one is said to the remote without its id.</summary>
    private const int Capacity = 64;

    private const int MostTaskChars = 4_000;
    private const int MostHeardChars = 1_000;

    private readonly Queue<string> _unnamed = [];
    private readonly List<(string Host, string Remote)> _names = [];
    private readonly StringBuilder _heard = new();

    /// <summary>Keeps what the user says: a remote need not put its request into words.</summary>
    public void Heard(string text)
    {
        _heard.Append(text);
        if (_heard.Length > MostHeardChars)
        {
            _heard.Remove(0, _heard.Length - MostHeardChars);
        }
    }

    /// <summary>The remote hands a task over.</summary>
    /// <param name="task">Its words, when it has some.</param>
    /// <returns>The words for the agent: never empty.</returns>
    public string Begin(string remoteId, string? task)
    {
        string heard = _heard.ToString().Trim();
        _heard.Clear();
        _unnamed.Enqueue(remoteId);
        string words = !string.IsNullOrWhiteSpace(task) ? task : heard.Length > 0 ? heard : "Do what the user asked for last.";
        return words.Length <= MostTaskChars ? words : words[..MostTaskChars];
    }

    /// <summary>The host works on the oldest task without a name under this id.</summary>
    public void Name(string hostId)
    {
        if (!_unnamed.TryDequeue(out string? remoteId))
        {
            return;
        }

        _names.Add((hostId, remoteId));
        if (_names.Count > Capacity)
        {
            _names.RemoveAt(0);
        }
    }

    /// <summary>An injection as messages for the remote, for each of its ids.</summary>
    public IEnumerable<RemoteMessage> Address(Injection injection)
    {
        if (KindOf(injection.Kind) is not { } kind || string.IsNullOrWhiteSpace(injection.Text))
        {
            yield break;
        }

        string?[] ids = [.. _names.Where(name => name.Host == injection.DelegationId).Select(name => name.Remote)];
        foreach (string? id in ids.DefaultIfEmpty(null))
        {
            yield return new RemoteMessage(kind, injection.Text, id);
        }
    }

    private static MessageKind? KindOf(InjectionKind kind) => kind switch
    {
        InjectionKind.UserText => MessageKind.UserText,
        InjectionKind.Result or InjectionKind.Failure => MessageKind.Result,
        InjectionKind.Progress or InjectionKind.Recall => MessageKind.Context,
        _ => null,
    };
}
