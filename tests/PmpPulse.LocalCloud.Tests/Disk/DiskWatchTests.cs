using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.Disk;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.Disk;

public sealed class DiskWatchTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly DiskWatch _watch;
    private long _free = 1 << 30;

    public DiskWatchTests() => _watch = new DiskWatch("/data", _ => Volatile.Read(ref _free), _clock, NullLogger.Instance);

    public ValueTask DisposeAsync() => _watch.DisposeAsync();

    [Fact]
    public async Task Report_LittleSpaceFree_IsFullUntilThereIsSpace()
    {
        await _watch.StartAsync(CancellationToken.None);
        _watch.Report.Full.Should().BeFalse();

        Volatile.Write(ref _free, 1 << 20);
        await UntilAsync(full: true);
        var since = _watch.Report.Since;
        _watch.Report.ToString().Should().Be("disk full: /data has 1 MiB free, 32 MiB are needed; writing resumes on its own once there is space");
        _clock.Advance(TimeSpan.FromMinutes(5));
        _watch.Report.Since.Should().Be(since);

        Volatile.Write(ref _free, DiskWatch.NeededBytes);
        await UntilAsync(full: false);
        _watch.Report.Since.Should().BeNull();
    }

    [Fact]
    public async Task Explain_WriteFailedWithNoSpace_IsFullWhateverIsFree()
    {
        await _watch.StartAsync(CancellationToken.None);

        _watch.Explain(new SqliteException("database or disk is full", 13)).Should().StartWith("disk full: /data");
        _watch.Report.Full.Should().BeTrue("a quota only shows when a write fails");

        await UntilAsync(full: false);
    }

    [Fact]
    public void Explain_AnyError_DistinguishesDiskFaults()
    {
        _watch.Explain(new InvalidOperationException("x")).Should().BeNull();
        _watch.Explain(new SqliteException("UNIQUE constraint failed", 19)).Should().BeNull();
        _watch.Explain(new SqliteException("disk I/O error", 10)).Should().NotBeNull();
        _watch.Report.Full.Should().BeFalse("the error was not about space");
        var wrapped = new InvalidOperationException("x", new IOException("No space left on device : '/data/lock'"));
        _watch.Explain(wrapped).Should().StartWith("disk full");
        DiskFaults.IsFull(new EngineException("IO Error: Could not write file: No space left on device", DuckDB.NET.Native.DuckDBErrorType.Io)).Should().BeTrue();
    }

    private Task UntilAsync(bool full) => Eventually.IsTrueAsync(() => _watch.Report.Full == full, step: () => _clock.Advance(TimeSpan.FromSeconds(1)));
}
