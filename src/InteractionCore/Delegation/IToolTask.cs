using InteractionCore.Injections;

namespace InteractionCore.Delegation;

/// <summary>
/// The delegated task that a tool is called for: its way to the user while the call runs. A tool finds it among the services of its
/// arguments (<c>AIFunctionArguments.Services</c>; a delegate's parameter of type <see cref="IServiceProvider"/>). Thread-safe; after
/// the call has ended, its members do nothing.
/// </summary>
public interface IToolTask
{
    /// <summary>The delegation, as the client knows it.</summary>
    string DelegationId { get; }

    /// <summary>Tells how far the call is. Never waits: what comes too often is thinned out.</summary>
    void Report(ToolProgress progress);

    /// <summary>
    /// Says that the call may take minutes, as nobody waits for it on the line: from now on it has the time of
    /// <c>Interaction:LongToolTimeout</c>.
    /// </summary>
    void AllowLonger()
    {
    }

    /// <summary>Shows or changes a card.</summary>
    ValueTask ShowAsync(UiDescriptor ui, CancellationToken cancellationToken);

    /// <summary>Shows the tool's own page to a client that can show such pages; one that is too long is dropped.</summary>
    ValueTask ShowAsync(UiApp app, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>
    /// Asks the user, by voice and by card; either may answer. One question of a session is asked at a time. The limits of the call
    /// and of its task stand still meanwhile.
    /// </summary>
    Task<UserAnswer> AskAsync(UserQuestion question, CancellationToken cancellationToken);
}

/// <summary>How far a call is.</summary>
/// <param name="Done">In units of the tool's choice; rises. 0 from a tool that tells words alone.</param>
/// <param name="Total">In the same units; null when the tool does not know.</param>
/// <param name="Message">For a person.</param>
public sealed record ToolProgress(double Done, double? Total = null, string? Message = null)
{
    public override string ToString()
    {
        if (Done == 0 && Total is null && !string.IsNullOrWhiteSpace(Message))
        {
            return Message.Trim();
        }

        string count = Total is > 0
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Done:0.##} of {Total:0.##}")
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Done:0.##}");
        return string.IsNullOrWhiteSpace(Message) ? count : $"{count}: {Message.Trim()}";
    }
}

/// <summary>The members that calls outside a session's task get: nobody is there to ask.</summary>
public static class ToolTask
{
    /// <summary>The task that these services belong to; null for a call without one.</summary>
    public static IToolTask? Of(IServiceProvider? services) => services?.GetService(typeof(IToolTask)) as IToolTask;
}
