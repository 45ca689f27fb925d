using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using PmpPulse.Testing;

namespace PmpPulse.GoogleCloud.Tests.Infrastructure;

/// <summary>
/// Google's own Pub/Sub emulator as a child process: the script that <c>PMP_PUBSUB_EMULATOR</c> names, else
/// <c>shared/bin/pubsub-emulator.sh</c> beside the repository. Its argument is the port, and it runs in the foreground.
/// </summary>
public sealed class GoogleEmulator : IPubSubBackend, IAsyncDisposable
{
    private static readonly TimeSpan StartTime = Eventually.Timeout;
    private readonly Lazy<Task> _start;
    private Process? _process;

    public GoogleEmulator() => _start = new Lazy<Task>(StartOnceAsync);

    public string? SkipReason { get; private set; }

    public string Host { get; private set; } = string.Empty;

    public Task StartAsync() => _start.Value;

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
    }

    private async Task StartOnceAsync()
    {
        if (FindScript() is not { } script)
        {
            SkipReason = "Google's Pub/Sub emulator is not here: put shared/bin/pubsub-emulator.sh beside the repository or name a script in PMP_PUBSUB_EMULATOR";
            return;
        }

        var port = FreePort();
        _process = Process.Start(new ProcessStartInfo(script, [$"{port}"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var started = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += OnLine;
        _process.ErrorDataReceived += OnLine;
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => started.TrySetResult(false);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        if (await started.Task.WaitAsync(StartTime))
        {
            Host = $"127.0.0.1:{port}";
        }
        else
        {
            SkipReason = $"Google's Pub/Sub emulator does not start here ({script})";
        }

        void OnLine(object sender, DataReceivedEventArgs line)
        {
            if (line.Data?.Contains("Server started", StringComparison.Ordinal) == true)
            {
                started.TrySetResult(true);
            }
        }
    }

    private static string? FindScript()
    {
        if (Environment.GetEnvironmentVariable("PMP_PUBSUB_EMULATOR") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var script = Path.Combine(folder.FullName, "shared", "bin", "pubsub-emulator.sh");
            if (File.Exists(script))
            {
                return script;
            }
        }

        return null;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
