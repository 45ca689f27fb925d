using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PmpPulse.Chaos.Processes;

/// <summary>A program under test as a child process. It can be restarted many times on one port; all output goes to one log.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int SigStop = 19;
    private const int SigCont = 18;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly string[] _command;
    private readonly Uri _health;
    private readonly string _logFile;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private Process? _process;
    private Task _logging = Task.CompletedTask;

    /// <param name="name">Name of its log and in progress lines.</param>
    /// <param name="logs">Folder of logs.</param>
    /// <param name="health">Answers 200 once it is ready.</param>
    /// <param name="command">Program and arguments.</param>
    public ChildProcess(string name, string logs, Uri health, params string[] command)
    {
        Name = name;
        _health = health;
        _command = command;
        _logFile = Path.Combine(logs, name + ".log");
    }

    public string Name { get; }

    public bool IsRunning => _process is { HasExited: false };

    public bool IsStopped { get; private set; }

    /// <summary>Longest time from start to ready so far.</summary>
    public TimeSpan SlowestStart { get; private set; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="ChaosFailedException">It exits at once, or isn't ready within a minute.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (IsRunning) throw new InvalidOperationException($"{Name} runs already.");
        var watch = Stopwatch.StartNew();
        var start = new ProcessStartInfo(_command[0], _command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        await _logging;
        await File.AppendAllTextAsync(_logFile, $"--- start{Environment.NewLine}", cancellationToken);
        var process = Process.Start(start)!;
        _process = process;
        _logging = LogAsync(process);
        while (!await IsReadyAsync(cancellationToken))
        {
            if (process.HasExited) throw new ChaosFailedException($"{Name} ended at its start with exit code {process.ExitCode}; see {_logFile}");
            if (watch.Elapsed > StartTimeout) throw new ChaosFailedException($"{Name} was not ready after {StartTimeout.TotalSeconds} s; see {_logFile}");
            await Task.Delay(50, cancellationToken);
        }

        if (watch.Elapsed > SlowestStart) SlowestStart = watch.Elapsed;
    }

    /// <summary>kill -9.</summary>
    /// <exception cref="ChaosFailedException">It had already exited.</exception>
    public async Task KillAsync()
    {
        ThrowIfDead();
        _process!.Kill();
        await _process.WaitForExitAsync();
        IsStopped = false;
    }

    /// <summary>SIGTERM, which is how Cloud Run and operators stop it.</summary>
    /// <exception cref="ChaosFailedException">It had already exited, exits with an error, or doesn't exit.</exception>
    public async Task StopAsync()
    {
        ThrowIfDead();
        Signal(SigTerm);
        try
        {
            await _process!.WaitForExitAsync().WaitAsync(StopTimeout);
        }
        catch (TimeoutException)
        {
            throw new ChaosFailedException($"{Name} did not end within {StopTimeout.TotalSeconds} s of SIGTERM; see {_logFile}");
        }

        if (_process.ExitCode != 0) throw new ChaosFailedException($"{Name} ended with exit code {_process.ExitCode} after SIGTERM; see {_logFile}");
    }

    /// <summary>SIGSTOP: it keeps its leases and sockets but does nothing.</summary>
    public void Freeze()
    {
        ThrowIfDead();
        Signal(SigStop);
        IsStopped = true;
    }

    /// <summary>SIGCONT.</summary>
    public void Thaw()
    {
        ThrowIfDead();
        Signal(SigCont);
        IsStopped = false;
    }

    /// <exception cref="ChaosFailedException">It should be running and isn't.</exception>
    public void ThrowIfDead()
    {
        if (!IsRunning) throw new ChaosFailedException($"{Name} ended by itself, with exit code {_process?.ExitCode}; see {_logFile}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        await _logging;
        _process?.Dispose();
        _process = null;
        _http.Dispose();
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(_health, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task LogAsync(Process process)
    {
        await using var log = new FileStream(_logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        await using var writer = new StreamWriter(log) { AutoFlush = true };
        await Task.WhenAll(CopyAsync(process.StandardOutput, writer), CopyAsync(process.StandardError, writer));
    }

    private static async Task CopyAsync(StreamReader from, StreamWriter to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (to) to.WriteLine(line);
        }
    }

    private void Signal(int signal)
    {
        if (SendSignal(_process!.Id, signal) != 0) throw new ChaosFailedException($"{Name} can't be signalled.");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
