using Microsoft.ML.OnnxRuntime;
using OnnxInteraction.Package;
using OnnxInteraction.Runtime.Attention;

namespace OnnxInteraction.Runtime;

internal enum Device
{
    /// <summary>CUDA when it works, else the CPU.</summary>
    Auto,
    Cpu,
    Cuda,
}

/// <summary>Opens the graph where it runs best.</summary>
internal static class OnnxSessionFactory
{
    /// <summary>How a session that runs on a GPU is described.</summary>
    public const string Cuda = "CUDA";

    /// <param name="threads">Threads of one step; 1 is best for small models.</param>
    /// <param name="description">Where it runs, and why not on a GPU when that was tried.</param>
    /// <param name="profile">Where ONNX Runtime writes what each node of each run took, as the beginning of a file's path; the file is whole when the session is disposed.</param>
    /// <exception cref="ModelPackageException">The graph cannot be loaded.</exception>
    public static InferenceSession Open(string graphPath, Device device, int threads, out string description, string? profile = null)
    {
        string? reason = null;
        if (device is Device.Auto or Device.Cuda && HasNvidiaDriver(out reason))
        {
            try
            {
                using SessionOptions options = Options(threads, profile);
                options.AppendExecutionProvider_CUDA();
                var session = new InferenceSession(graphPath, options);
                description = Cuda;
                return session;
            }
            catch (Exception exception) when (exception is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
            {
                reason = exception.Message.ReplaceLineEndings(" ");
            }
        }

        if (device is Device.Cuda)
        {
            throw new ModelPackageException($"'device' is 'cuda', but CUDA does not work here: {reason}. Set it to 'auto' or 'cpu'.");
        }

        try
        {
            InferenceSession session = OpenOnCpu(graphPath, threads, profile);
            description = reason is null ? "CPU" : $"CPU ({reason})";
            return session;
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ModelPackageException(
                $"The graph '{graphPath}' cannot be loaded: {exception.Message.ReplaceLineEndings(" ")} The file may be damaged; export the package again (training/README.md).", exception);
        }
    }

    /// <summary>With attention as the host computes it where the graph's is of that kind; it works on one thread.</summary>
    private static InferenceSession OpenOnCpu(string graphPath, int threads, string? profile)
    {
        using SessionOptions options = Options(threads, profile);
        if (threads == 1)
        {
            using SessionOptions own = Options(threads, profile);
            if (AttentionOperator.Offer(own))
            {
                try
                {
                    return new TiledSession(graphPath, own);
                }
                catch (OnnxRuntimeException)
                {
                    // Whatever is wrong with the graph itself, the next attempt says.
                }
            }
        }

        return new InferenceSession(graphPath, options);
    }

    private static SessionOptions Options(int threads, string? profile)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        // Steps come every 200 ms: a thread that spins in between only takes the processor from others.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (profile is not null)
        {
            // The path counts at the moment profiling is switched on.
            options.ProfileOutputPathPrefix = profile;
            options.EnableProfiling = true;
        }

        return options;
    }

    private static bool HasNvidiaDriver(out string? reason)
    {
        // ONNX Runtime lists CUDA as available even where there is no GPU at all.
        bool present = OperatingSystem.IsWindows() || File.Exists("/proc/driver/nvidia/version");
        reason = present ? null : "no NVIDIA driver";
        return present;
    }
}
