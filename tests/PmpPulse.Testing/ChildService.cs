using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace PmpPulse.Testing;

/// <summary>One of our programs as a child process, run from the test's output folder.</summary>
public sealed partial class ChildService : IAsyncDisposable
{
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly long _started = TimeProvider.System.GetTimestamp();
    private TimeSpan _startTook;

    private ChildService(Process process) => _process = process;

    /// <summary>Lines of standard output so far.</summary>
    public ConcurrentQueue<string> Output { get; } = [];

    /// <summary>Lines of standard error so far.</summary>
    public ConcurrentQueue<string> Errors { get; } = [];

    /// <summary>Starts <c>{assembly}.dll</c> with these arguments.</summary>
    public static ChildService Start(string assembly, params string[] args) => Run("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. args]);

    /// <summary>The same, limited to <paramref name="openFiles"/> descriptors.</summary>
    public static ChildService StartWithOpenFiles(int openFiles, string assembly, params string[] args) =>
        Run("bash", ["-c", $"ulimit -n {openFiles} && exec dotnet \"$@\"", "bash", Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. args]);

    private static ChildService Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var child = new ChildService(new Process { StartInfo = start });
        child._process.OutputDataReceived += (_, line) => child.OnOutput(line.Data);
        child._process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text) child.Errors.Enqueue(text);
        };
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>The address it logs that it listens on.</summary>
    public Task<Uri> AddressAsync() => _address.Task.OrTimeout();

    /// <summary>Waits for it to exit.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync()
    {
        using var timeout = new CancellationTokenSource(Eventually.Timeout);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>
    /// Asks it to stop and waits, for <paramref name="limit"/> plus the time its start took: a machine that starts a program slowly may
    /// stop it just as slowly.
    /// </summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync(TimeSpan limit)
    {
        Terminate();
        await _process.WaitForExitAsync().WaitAsync(limit + _startTook);
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop, as Cloud Run and Ctrl-C do.</summary>
    public void Terminate()
    {
        if (Kill(_process.Id, SigTerm) != 0) throw new InvalidOperationException("The process could not be signalled.");
    }

    /// <summary>Ends it like <c>kill -9</c>, so that it can't clean up.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void OnOutput(string? line)
    {
        if (line is null) return;
        Output.Enqueue(line);
        if (_startTook == default) _startTook = TimeProvider.System.GetElapsedTime(_started);
        if (ListeningAddress().Match(line) is { Success: true } match) _address.TrySetResult(new Uri(match.Value));
    }

    [GeneratedRegex(@"http://[0-9.]+:\d+")]
    private static partial Regex ListeningAddress();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
