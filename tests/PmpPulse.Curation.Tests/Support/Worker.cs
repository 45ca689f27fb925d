using Microsoft.Extensions.Logging.Abstractions;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.Deduplicate;
using PmpPulse.Curation.Fencing;
using PmpPulse.Curation.ValidateRow;
using PmpPulse.Curation.Write;

namespace PmpPulse.Curation.Tests.Support;

/// <summary>One worker's write stage over a fake warehouse, with short waits.</summary>
internal sealed class Worker : IAsyncDisposable
{
    private readonly SnapshotWriter _writer;

    public Worker(FakeWarehouse warehouse, Func<FakeWarehouse.Operation, FakeWarehouse.Fault>? faults, Func<DecodedRow, string?>? reject, TimeSpan? appendTimeout, IDeadLetterWriter? deadLetters = null)
    {
        var options = new FenceOptions
        {
            InitialBackoff = TimeSpan.FromMilliseconds(1),
            MaxBackoff = TimeSpan.FromMilliseconds(20),
            AppendTimeout = appendTimeout ?? TimeSpan.FromSeconds(20),
        };
        Connection = warehouse.Connect(faults, reject);
        _writer = new SnapshotWriter(
            StatusFeed.Feed.Table,
            Connection,
            new Takeover(Connection, options, TimeProvider.System, NullLogger<Takeover>.Instance),
            new BatchAppender(StatusFeed.Feed.Table, options, TimeProvider.System, NullLogger<BatchAppender>.Instance),
            deadLetters ?? Connection,
            options,
            TimeProvider.System,
            NullLogger<SnapshotWriter>.Instance);
    }

    public FakeWarehouse.Connection Connection { get; }

    public SnapshotWriter Writer => _writer;

    public Task StartAsync() => _writer.StartAsync(CancellationToken.None);

    public Task<WriteResult> WriteAsync(CuratedMessage message, CancellationToken cancellationToken = default) => _writer.WriteAsync(message, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _writer.StopAsync(CancellationToken.None);
        _writer.Dispose();
    }
}
