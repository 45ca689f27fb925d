using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace PmpPulse.Benchmarks.Processes;

/// <summary>A server or driver as a child process whose CPU time and memory are read. It is killed on disposal.</summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Regex _ready;
    private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MeasuredProcess(ProcessStartInfo start, Regex ready)
    {
        _ready = ready;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => OnLine(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => OnLine(_errors, line.Data);
        _process.Exited += (_, _) => _line.TrySetException(new InvalidOperationException($"{start.FileName} ended: {Errors}"));
        Started = Stopwatch.GetTimestamp();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Timestamp of its start.</summary>
    public long Started { get; }

    private string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString();
        }
    }

    /// <summary>CPU time of all its threads, user and kernel.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in megabytes.</summary>
    public double Megabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1024.0 / 1024.0;
        }
    }

    /// <summary>Starts a program of this solution from the folder of the benchmarks; it is ready when a line matches.</summary>
    public static MeasuredProcess StartOurs(string assembly, Regex ready, params string[] arguments) =>
        new(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. arguments]), ready);

    /// <summary>Starts another program; it is ready when a line matches.</summary>
    public static MeasuredProcess Start(string program, Regex ready, string folder, params string[] arguments) =>
        new(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder }, ready);

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it printed on standard output.</returns>
    /// <exception cref="InvalidOperationException">Its exit code is not 0.</exception>
    public static async Task<string> RunAsync(string program, string folder, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        await using var process = Start(program, new Regex("$^"), folder, [.. arguments]);
        await process._process.WaitForExitAsync(cancellationToken);
        _ = process._line.Task.Exception;
        return process._process.ExitCode == 0
            ? process._output.ToString()
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{program} ended with {process._process.ExitCode}: {process.Errors}"));
    }

    /// <summary>The line that says it is ready, as its first group or whole.</summary>
    public async Task<string> ReadyAsync(CancellationToken cancellationToken) => await _line.Task.WaitAsync(StartLimit, cancellationToken);

    /// <summary>A port that is free now, for programs that can't take one by themselves.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _ = _line.Task.Exception;
        _process.Dispose();
    }

    private void OnLine(StringBuilder stream, string? line)
    {
        if (line is null) return;
        lock (stream) stream.AppendLine(line);
        if (_ready.Match(line) is { Success: true } match) _line.TrySetResult(match.Groups[^1].Value);
    }
}
