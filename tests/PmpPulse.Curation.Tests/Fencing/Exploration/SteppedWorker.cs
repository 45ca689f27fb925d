using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.Deduplicate;
using PmpPulse.Curation.Fencing;
using PmpPulse.Curation.Tests.Support;
using PmpPulse.Curation.ValidateRow;
using PmpPulse.Curation.Write;

namespace PmpPulse.Curation.Tests.Fencing.Exploration;

/// <summary>The real write stage of one worker, run step by step.</summary>
internal sealed class SteppedWorker : IDeadLetterWriter, IDisposable
{
    private readonly StepContext _context = new();
    private readonly StepClock _clock = new();
    private readonly SnapshotWriter _writer;
    private readonly List<Task> _writing = [];
    private readonly List<(CuratedMessage Message, WriteResult Result)> _finished = [];

    public SteppedWorker(SteppedCloud cloud)
    {
        // an append is repeated once, then given up
        var options = new FenceOptions { InitialBackoff = TimeSpan.FromSeconds(1), AppendTimeout = TimeSpan.FromSeconds(0.6), Randomizer = () => 0 };
        Connection = new SteppedCloud.Connection(cloud);
        _writer = new SnapshotWriter(
            StatusFeed.Feed.Table,
            Connection,
            new Takeover(Connection, options, _clock, NullLogger<Takeover>.Instance),
            new BatchAppender(StatusFeed.Feed.Table, options, _clock, NullLogger<BatchAppender>.Instance),
            this,
            options,
            _clock,
            NullLogger<SnapshotWriter>.Instance);
        Step(() => _ = Execute(_writer, CancellationToken.None));
    }

    public SteppedCloud.Connection Connection { get; }

    public bool IsIdle => Connection.Request is null;

    /// <summary>Hands over messages together, so that one append may write them.</summary>
    public void Deliver(IEnumerable<CuratedMessage> messages)
    {
        Connection.Told.Add($"takes {string.Join(',', messages.Select(message => message.Source.MessageId))}");
        Step(() => _writing.AddRange(messages.Select(WriteAsync)));
    }

    /// <summary>Acts on this worker and runs it until it waits for BigQuery or for messages.</summary>
    public void Step(Action action)
    {
        _context.Run(action);
        while (Connection.Request is null && _clock.IsWaiting) _context.Run(_clock.Advance);
    }

    /// <summary>The messages finished since the last call, with their outcomes.</summary>
    public IReadOnlyList<(CuratedMessage Message, WriteResult Result)> Finished()
    {
        if (_writing.Find(writing => writing.IsFaulted) is { Exception: { } fault }) throw fault;
        var finished = _finished.ToList();
        _finished.Clear();
        return finished;
    }

    public Task WriteAsync(IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellationToken) => throw new NotSupportedException("No row is rejected.");

    public void Dispose() => _writer.Dispose();

    private async Task WriteAsync(CuratedMessage message) => _finished.Add((message, await _writer.WriteAsync(message, CancellationToken.None)));

    // StartAsync would run it on another thread
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ExecuteAsync")]
    private static extern Task Execute(SnapshotWriter writer, CancellationToken stoppingToken);
}
