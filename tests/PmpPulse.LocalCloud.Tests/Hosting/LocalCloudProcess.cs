using System.Diagnostics;
using System.Runtime.InteropServices;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.Hosting;

/// <summary>LocalCloud as a child process on free ports.</summary>
public sealed class LocalCloudProcess : IAsyncDisposable
{
    private const int Sigterm = 15;

    private readonly Process _process;

    // a measure of how busy the machine is
    private readonly TimeSpan _startTook;

    private LocalCloudProcess(Process process, TimeSpan startTook, string pubSub, string bigQuery)
    {
        _process = process;
        _startTook = startTook;
        PubSub = pubSub;
        BigQuery = bigQuery;
    }

    public string PubSub { get; }

    public string BigQuery { get; }

    public int Id => _process.Id;

    public static async Task<LocalCloudProcess> StartAsync(string dataDirectory)
    {
        var started = TimeProvider.System.GetTimestamp();
        var process = Start(["--PUBSUB_PORT=0", "--BIGQUERY_PORT=0", "--SCHEDULER_PORT=0", $"--DATA_DIR={dataDirectory}"]);
        using var patience = new CancellationTokenSource(Eventually.Timeout);
        var pubSub = "";
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.TrimStart().StartsWith("Pub/Sub ", StringComparison.Ordinal)) pubSub = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1];
            if (!line.TrimStart().StartsWith("BigQuery, ", StringComparison.Ordinal)) continue;
            // keep reading, or the process blocks on a full pipe
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return new LocalCloudProcess(process, TimeProvider.System.GetElapsedTime(started), pubSub, line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1]);
        }

        throw new InvalidOperationException("LocalCloud ended at once: " + await process.StandardError.ReadToEndAsync(patience.Token));
    }

    /// <summary>Runs LocalCloud until it exits; returns its exit code and output.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        using var patience = new CancellationTokenSource(Eventually.Timeout);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    /// <summary>SIGTERM; returns the exit code. Allows extra time if the start was slow.</summary>
    public async Task<int> StopAsync(TimeSpan within)
    {
        if (SendSignal(_process.Id, Sigterm) != 0) throw new InvalidOperationException("The process can't be signalled.");
        await _process.WaitForExitAsync().WaitAsync(within + _startTook);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Start(string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "PmpPulse.LocalCloud.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
