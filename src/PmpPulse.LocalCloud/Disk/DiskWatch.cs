using PmpPulse.ServiceDefaults.Hosting;

namespace PmpPulse.LocalCloud.Disk;

/// <summary>
/// Detects a full disk: either little space is free, or a write just failed for lack of space (the only sign of an exhausted quota). The
/// console, <c>pmpctl status</c>, <c>pmpctl doctor</c> and the errors of all APIs show its report.
/// </summary>
public sealed class DiskWatch : IHostedService, IAsyncDisposable
{
    /// <summary>Between checkpoints, the logs of both stores grow beyond this.</summary>
    public const long NeededBytes = 32 << 20;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // by then the failed write has been retried
    private static readonly TimeSpan FailureWindow = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly Func<string, long> _free;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private DateTimeOffset _failed = DateTimeOffset.MinValue;
    private DiskReport _report;
    private BackgroundLoop? _loop;

    /// <param name="folder">The folder whose disk is monitored.</param>
    /// <param name="clock">The process's clock.</param>
    /// <param name="logger">Receives a line when the disk becomes full, and when it has space again.</param>
    public DiskWatch(string folder, TimeProvider clock, ILogger<DiskWatch> logger)
        : this(folder, Free, clock, logger)
    {
    }

    internal DiskWatch(string folder, Func<string, long> free, TimeProvider clock, ILogger logger)
    {
        _folder = folder;
        _free = free;
        _clock = clock;
        _logger = logger;
        _report = new DiskReport(folder, false, long.MaxValue, NeededBytes, null);
        Refresh();
    }

    /// <summary>The state now or up to a second ago.</summary>
    public DiskReport Report
    {
        get
        {
            lock (_lock) return _report;
        }
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loop = BackgroundLoop.Start("disk", WatchAsync, _clock, _logger);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_loop is not null) await _loop.DisposeAsync();
    }

    /// <summary>The explanation for a client if the disk caused the failure; otherwise null.</summary>
    internal string? Explain(Exception exception)
    {
        if (!DiskFaults.IsDisk(exception)) return null;
        Failed(exception);
        var report = Report;
        return report.Full ? $"{report}." : "The data directory can't be written or read right now. Please try again.";
    }

    /// <summary>Records a failure that the disk may have caused.</summary>
    internal void Failed(Exception exception)
    {
        if (!DiskFaults.IsFull(exception)) return;
        lock (_lock) _failed = _clock.GetUtcNow();
        Refresh();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, _clock);
        while (await timer.WaitForNextTickAsync(cancellationToken)) Refresh();
    }

    private void Refresh()
    {
        var free = _free(_folder);
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            var full = free < NeededBytes || now - _failed < FailureWindow;
            var was = _report;
            _report = new DiskReport(_folder, full, free, NeededBytes, full ? was.Since ?? now : null);
            if (full && !was.Full) Log.DiskFull(_logger, _report);
            if (!full && was.Full) Log.DiskHasSpace(_logger, _report);
        }
    }

    private static long Free(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // if the free space can't be read, failing writes will reveal a full disk
            return long.MaxValue;
        }
    }
}
