using InteractionCore.Turns;
using Microsoft.Extensions.Logging;

namespace RemoteModels;

/// <summary>
/// One session's way to the remote: connects, sends what the line holds, hands over what comes, and comes back after a lost connection where
/// the remote keeps the session. Whatever goes wrong ends this session alone, with words for a person.
/// </summary>
internal sealed partial class RemoteConnection(RemoteEndpoint settings, IRemoteProtocol protocol, RemoteLine line, TimeProvider time, ILogger<RemoteConnection> logger)
{
    /// <summary>How long the remote may take to say goodbye.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250), LongestRetry = TimeSpan.FromSeconds(4);

    private readonly List<RemoteItem> _read = [];

    /// <summary>Runs until it is hung up or the session cannot go on. Never throws.</summary>
    public async Task RunAsync(CancellationToken hungUp)
    {
        try
        {
            RemoteSocket socket = await OpenAsync(protocol.Start(), hungUp);
            while (!hungUp.IsCancellationRequested)
            {
                RemoteException end = await ServeAsync(socket, hungUp);
                if (!hungUp.IsCancellationRequested)
                {
                    socket = end is RemoteLostException && protocol.Resume() is { } resume ? await ReturnAsync(end, resume, hungUp) : throw Ended(end);
                }
            }
        }
        catch (OperationCanceledException) when (hungUp.IsCancellationRequested)
        {
            // Hung up before there was anyone to say goodbye to.
        }
        catch (RemoteException exception)
        {
            LogEnded(settings.Place, exception.Message);
            line.Fail(exception.Message);
        }
        catch (Exception exception)
        {
            LogFailed(settings.Place, exception);
            line.Fail($"Talking to the remote model failed: {exception.Message}");
        }
        finally
        {
            protocol.Dispose();
            line.Close();
        }
    }

    /// <summary>Connects, and returns once the session has started or goes on.</summary>
    private async Task<RemoteSocket> OpenAsync(IEnumerable<ReadOnlyMemory<byte>> first, CancellationToken hungUp)
    {
        using var timeout = new CancellationTokenSource(settings.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, hungUp);
        RemoteSocket? socket = null;
        try
        {
            socket = await RemoteSocket.ConnectAsync(settings, protocol.Messages, time, either.Token);
            foreach (ReadOnlyMemory<byte> message in first)
            {
                await socket.SendAsync(message, either.Token);
            }

            while (!await ReceiveAsync(socket, isStarting: true, either.Token))
            {
            }

            RemoteSocket opened = socket;
            socket = null;
            return opened;
        }
        catch (RemoteLostException lost) when (socket is not null)
        {
            throw new RemoteLostException(Ended(lost).Message, lost);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !hungUp.IsCancellationRequested)
        {
            throw new RemoteLostException($"The remote at {settings.Place} has not started a session within {settings.ConnectTimeout.TotalSeconds:0} s ('connectTimeoutSeconds').");
        }
        finally
        {
            socket?.Dispose();
        }
    }

    /// <summary>Talks until the connection ends; disposes the socket.</summary>
    private async Task<RemoteException> ServeAsync(RemoteSocket socket, CancellationToken hungUp)
    {
        using RemoteSocket owned = socket;
        using var broken = new CancellationTokenSource();
        Task sending = SendAsync(socket, hungUp, broken.Token), receiving = ReceiveAllAsync(socket, broken.Token);
        Task first = await Task.WhenAny(sending, receiving);
        if (hungUp.IsCancellationRequested)
        {
            await Task.WhenAny(receiving, Task.Delay(Farewell, time, CancellationToken.None));
        }

        await broken.CancelAsync();
        await Task.WhenAll(sending, receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return first.Exception?.InnerException switch
        {
            RemoteException end => end,
            { } exception => new RemoteException($"Talking to the remote model failed: {exception.Message}", exception),
            null => new RemoteException("The session was hung up."),
        };
    }

    /// <summary>Comes back to the session on a new connection.</summary>
    private async Task<RemoteSocket> ReturnAsync(RemoteException lost, IEnumerable<ReadOnlyMemory<byte>> resume, CancellationToken hungUp)
    {
        LogLost(settings.Place, lost.Message);
        long since = time.GetTimestamp();
        RemoteException latest = lost;
        for (TimeSpan wait = FirstRetry; time.GetElapsedTime(since) < settings.Reconnect; wait = wait < LongestRetry ? 2 * wait : wait)
        {
            try
            {
                RemoteSocket socket = await OpenAsync(resume, hungUp);
                LogResumed(settings.Place);
                return socket;
            }
            catch (RemoteLostException exception)
            {
                latest = exception;
                await Task.Delay(wait, time, hungUp);
            }
        }

        throw new RemoteException($"{Ended(lost).Message} It was not there again within {settings.Reconnect.TotalSeconds:0} s ('reconnectSeconds'): {latest.Message}");
    }

    /// <summary>Sends what there is to send; says goodbye when the session is over on this side.</summary>
    private async Task SendAsync(RemoteSocket socket, CancellationToken hungUp, CancellationToken broken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(hungUp, broken);
        try
        {
            while (true)
            {
                // Off the queue once it is sent: after a lost connection it is sent again.
                while (line.Messages.TryPeek(out RemoteMessage? message))
                {
                    foreach (ReadOnlyMemory<byte> written in protocol.Write(message))
                    {
                        await socket.SendAsync(written, broken);
                    }

                    line.Messages.TryRead(out _);
                }

                while (line.Sound.TryRead(out AudioChunk sound))
                {
                    using (sound)
                    {
                        await socket.SendAsync(protocol.WriteSound(sound.Samples), broken);
                    }
                }

                await line.WorkAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (hungUp.IsCancellationRequested && !broken.IsCancellationRequested)
        {
            foreach (ReadOnlyMemory<byte> goodbye in protocol.Goodbye())
            {
                await socket.SendAsync(goodbye, broken);
            }

            await socket.CloseAsync(broken);
        }
    }

    private async Task ReceiveAllAsync(RemoteSocket socket, CancellationToken broken)
    {
        while (true)
        {
            await ReceiveAsync(socket, isStarting: false, broken);
        }
    }

    /// <summary>Takes one message.</summary>
    /// <returns>Whether it says that the session has started.</returns>
    private async ValueTask<bool> ReceiveAsync(RemoteSocket socket, bool isStarting, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> bytes = await socket.ReceiveAsync(cancellationToken);
        _read.Clear();
        protocol.Read(bytes, _read);

        bool started = false;
        foreach (RemoteItem item in _read)
        {
            switch (item.Kind)
            {
                case RemoteKind.Started:
                    started = true;
                    line.Started();
                    break;
                case RemoteKind.Refused when isStarting:
                    throw new RemoteException($"The remote at {settings.Place} refuses the session: {item.Text}");
                case RemoteKind.Refused:
                    LogRefused(settings.Place, item.Text!);
                    break;
                case RemoteKind.MayRespond:
                    line.Tell(new RemoteMessage(MessageKind.Respond, "", null));
                    break;
                case RemoteKind.Ended:
                    throw new RemoteException($"The remote model has ended the session: {item.Text}.");
                default:
                    await line.ReceiveAsync(item, cancellationToken);
                    break;
            }
        }

        return started;
    }

    private RemoteException Ended(RemoteException end) =>
        end is RemoteLostException ? new RemoteException($"The connection to the remote model at {settings.Place} is lost: {end.Message}.") : end;

    [LoggerMessage(LogLevel.Warning, "The session with the remote model at {Address} cannot go on: {Reason}")]
    private partial void LogEnded(string address, string reason);

    [LoggerMessage(LogLevel.Error, "Talking to the remote model at {Address} failed.")]
    private partial void LogFailed(string address, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The connection to the remote model at {Address} is lost, and made again: {Reason}.")]
    private partial void LogLost(string address, string reason);

    [LoggerMessage(LogLevel.Information, "The session with the remote model at {Address} goes on.")]
    private partial void LogResumed(string address);

    [LoggerMessage(LogLevel.Warning, "The remote model at {Address} did not take something: {Reason}")]
    private partial void LogRefused(string address, string reason);
}
