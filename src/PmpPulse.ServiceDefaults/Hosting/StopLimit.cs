using System.Runtime.InteropServices;
using PmpPulse.Contracts.Text;
using PmpPulse.ServiceDefaults.Streams;

namespace PmpPulse.ServiceDefaults.Hosting;

/// <summary>
/// Ends the process if it has not ended by itself some seconds after it was told to: native code that ignores cancellation can keep a
/// stop from ever finishing. What was acknowledged survives that, as it survives <c>kill -9</c>; locks are released with the process.
/// </summary>
public sealed class StopLimit
{
    /// <summary>The sender of SIGTERM allows ten seconds, like Cloud Run and <c>docker stop</c>.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(9);

    private readonly string _name;
    private readonly TimeSpan _within;
    private readonly Action<int> _end;
    private int _begun;

    /// <param name="name">The program's name, for the message on standard error.</param>
    /// <param name="within">How long a stop may take.</param>
    /// <param name="end">Ends the process with an exit code; for tests.</param>
    public StopLimit(string name, TimeSpan? within = null, Action<int>? end = null)
    {
        _name = name;
        _within = within ?? Default;
        _end = end ?? End;
    }

    /// <summary>The stop has begun. Only the end of the process shows that it is done.</summary>
    public void Begin()
    {
        if (Interlocked.Exchange(ref _begun, 1) == 1) return;
        // a separate thread: hanging work may have used up the pool's
        new Thread(Watch) { IsBackground = true, Name = "stop-limit" }.Start();
    }

    private void Watch()
    {
        using var never = new ManualResetEventSlim();
        never.Wait(_within);
        StandardStreams.Error.Line($"{_name}: not everything has stopped within {_within.TotalSeconds} s, and the process ends itself. Nothing that was acknowledged is lost.");
        _end(ServiceProgram.Failed);
    }

    private static void End(int exitCode)
    {
        if (OperatingSystem.IsWindows()) Environment.Exit(exitCode);
        // not exit(): that would wait for, or crash on, the native threads that hang
        ExitAtOnce(exitCode);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void ExitAtOnce(int exitCode);
}
