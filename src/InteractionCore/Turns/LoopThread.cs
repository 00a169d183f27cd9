using System.Runtime.InteropServices;

namespace InteractionCore.Turns;

/// <summary>A thread of its own for the live loop.</summary>
internal static partial class LoopThread
{
    private const string Name = "Live loop";
    private const int OwnThread = 0;

    /// <summary>Runs a loop that awaits only its <see cref="ThreadPacer"/>, and so stays on the thread.</summary>
    /// <param name="processor">The processor the thread keeps to, from 0; null for any. Only Linux does it.</param>
    public static Task RunAsync(Func<Task> loop, int? processor)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => _ = RunHereAsync(loop, processor, ended)) { Name = Name, IsBackground = true, Priority = ThreadPriority.AboveNormal };
        thread.Start();
        return ended.Task;
    }

    private static async Task RunHereAsync(Func<Task> loop, int? processor, TaskCompletionSource ended)
    {
        try
        {
            if (processor is { } number && OperatingSystem.IsLinux())
            {
                Pin(number);
            }

            await loop();
            ended.SetResult();
        }
        catch (OperationCanceledException exception)
        {
            ended.SetCanceled(exception.CancellationToken);
        }
        catch (Exception exception)
        {
            ended.SetException(exception);
        }
    }

    private static void Pin(int processor)
    {
        var mask = new byte[(processor / 64 * 8) + 8];
        mask[processor / 8] |= (byte)(1 << (processor % 8));
        if (SetAffinity(OwnThread, (nuint)mask.Length, mask) != 0)
        {
            throw new InvalidOperationException($"The live loop cannot be kept to processor {processor} (Interaction:LoopProcessor): this process may use {Environment.ProcessorCount}, numbered from 0. Choose one of them, or none.");
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint size, ReadOnlySpan<byte> mask);
}
