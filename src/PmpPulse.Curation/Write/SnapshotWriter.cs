using System.Threading.Channels;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.Deduplicate;
using PmpPulse.Curation.Fencing;
using PmpPulse.Curation.ValidateRow;
using PmpPulse.ServiceDefaults.Hosting;

namespace PmpPulse.Curation.Write;

/// <summary>
/// The write stage: one loop that gathers the snapshots waiting, drops rows that are already written, and appends the others at once. It
/// takes ownership when the first snapshot comes, and after a loss when the next one does. Its knowledge of the table is valid only while
/// it is the owner.
/// </summary>
internal sealed class SnapshotWriter(
    FencedTable fenced, ICuratedTable table, Takeover takeover, BatchAppender appender, IDeadLetterWriter deadLetters, FenceOptions options, TimeProvider clock, ILogger<SnapshotWriter> logger) : BackgroundService
{
    private readonly Channel<PendingSnapshot> _queue = Channel.CreateBounded<PendingSnapshot>(
        new BoundedChannelOptions(options.QueueLength) { SingleReader = true });

    private readonly MissingRows _missing = new(table, fenced.ElementIdOf, logger);
    private OwnedStream? _owned;
    private int _failures;

    /// <summary>Writes those of a snapshot's rows that are not in the table, all of them or none.</summary>
    /// <param name="message">A message with a snapshot that has rows.</param>
    /// <param name="cancellationToken">Gives up waiting; the rows may still be written.</param>
    /// <exception cref="DeadLetterException">
    /// BigQuery rejected rows, and their dead letters could not be written; this write put no row in.
    /// </exception>
    public async Task<WriteResult> WriteAsync(CuratedMessage message, CancellationToken cancellationToken)
    {
        for (var rows = message.Rows!; rows.Count > 0;)
        {
            var pending = new PendingSnapshot(message, rows);
            var result = await WriteAsync(pending, cancellationToken);
            if (result != WriteResult.RowsRejected) return result;
            // by the caller, not by the loop: others must not wait for this message's dead letters
            await deadLetters.WriteAsync(pending.Rejected, cancellationToken);
            rows = pending.Rows;
        }

        return WriteResult.Written;
    }

    private async Task<WriteResult> WriteAsync(PendingSnapshot pending, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(pending, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            return WriteResult.NotWritten;
        }

        await using var abandon = cancellationToken.UnsafeRegister(static (state, token) => ((PendingSnapshot)state!).Abandon(token), pending);
        return await pending.Result;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await BackgroundLoop.RunAsync("snapshot writer", WriteQueuedAsync, clock, logger, stoppingToken);
        }
        finally
        {
            // the service stops; waiting callers are told
            _queue.Writer.TryComplete();
            FailQueued();
            await DropOwnershipAsync();
        }
    }

    private async Task WriteQueuedAsync(CancellationToken stoppingToken)
    {
        while (await _queue.Reader.WaitToReadAsync(stoppingToken))
        {
            if (_owned is null && _failures > 0) await Task.Delay(options.Backoff(_failures), clock, stoppingToken);
            await WriteBatchAsync(TakeBatch(), stoppingToken);
        }
    }

    private List<PendingSnapshot> TakeBatch()
    {
        var batch = new List<PendingSnapshot>();
        var bytes = 0L;
        while (_queue.Reader.TryPeek(out var next))
        {
            if (batch.Count > 0 && bytes + next.Rows.ByteCount > options.MaxBatchBytes) break;
            _queue.Reader.TryRead(out _);
            if (next.IsDone) continue;
            batch.Add(next);
            bytes += next.Rows.ByteCount;
        }

        return batch;
    }

    private async Task WriteBatchAsync(List<PendingSnapshot> batch, CancellationToken stoppingToken)
    {
        if (batch.Count == 0) return;
        try
        {
            _owned ??= await takeover.RunAsync(stoppingToken);
            var missing = await _missing.TakeAsync(_owned.Written, batch, stoppingToken);
            if (missing.Count > 0) await appender.AppendAsync(_owned, missing, stoppingToken);
            if (clock.GetElapsedTime(_owned.TakenAt) > options.Settled) _failures = 0;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Fail(batch);
            throw;
        }
        catch (OwnershipLostException exception)
        {
            Log.OwnershipLost(logger, _owned?.Epoch ?? 0, exception.Message);
            await FailAllAsync(batch);
        }
        catch (Exception exception)
        {
            // after any failure this worker's knowledge may no longer hold; the loop must survive it
            Log.WriteFailed(logger, exception);
            await FailAllAsync(batch);
        }
    }

    private async Task FailAllAsync(List<PendingSnapshot> batch)
    {
        _failures++;
        Fail(batch);
        // waiting messages should be delivered to the worker that owns the table now
        FailQueued();
        await DropOwnershipAsync();
    }

    private static void Fail(List<PendingSnapshot> batch)
    {
        foreach (var pending in batch) pending.Complete(WriteResult.NotWritten);
    }

    private void FailQueued()
    {
        while (_queue.Reader.TryRead(out var pending)) pending.Complete(WriteResult.NotWritten);
    }

    private async Task DropOwnershipAsync()
    {
        if (_owned is not { } owned) return;
        _owned = null;
        await owned.DisposeAsync();
    }
}
