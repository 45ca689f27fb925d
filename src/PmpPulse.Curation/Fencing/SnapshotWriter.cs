using System.Threading.Channels;
using PmpPulse.Curation.Stages;

namespace PmpPulse.Curation.Fencing;

/// <summary>
/// The write stage: one loop that gathers the snapshots waiting, drops those that are written, and appends the others at once. It takes
/// ownership when the first snapshot comes, and after a loss when the next one does. Everything it knows of the table it knows as owner.
/// </summary>
internal sealed class SnapshotWriter(
    ICuratedTable table, Takeover takeover, BatchAppender appender, FenceOptions options, TimeProvider clock, ILogger<SnapshotWriter> logger) : BackgroundService
{
    private readonly Channel<PendingSnapshot> _queue = Channel.CreateBounded<PendingSnapshot>(
        new BoundedChannelOptions(options.QueueLength) { SingleReader = true });

    private OwnedStream? _owned;
    private int _failures;

    /// <summary>Writes a snapshot's rows, whole or not at all.</summary>
    /// <param name="message">A message with a snapshot that has rows.</param>
    /// <param name="cancellationToken">Gives up waiting; the rows may still be written.</param>
    public async Task<WriteResult> WriteAsync(CuratedMessage message, CancellationToken cancellationToken)
    {
        var pending = new PendingSnapshot(message);
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
            while (await _queue.Reader.WaitToReadAsync(stoppingToken))
            {
                if (_owned is null && _failures > 0) await Task.Delay(options.Backoff(_failures), clock, stoppingToken);
                await WriteBatchAsync(TakeBatch(), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the service stops; whoever still waits is told below
        }
        finally
        {
            _queue.Writer.TryComplete();
            FailQueued();
            await DropOwnershipAsync();
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
            var fresh = await DropWrittenAsync(_owned, batch, stoppingToken);
            if (fresh.Count > 0) await appender.AppendAsync(_owned, fresh, stoppingToken);
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
            // whatever it was, what this worker knows may no longer hold; the loop must outlive it
            Log.WriteFailed(logger, exception);
            await FailAllAsync(batch);
        }
    }

    /// <summary>Completes the snapshots that are written, and the copies within the batch; asks the table about those too old to know.</summary>
    private async Task<List<PendingSnapshot>> DropWrittenAsync(OwnedStream owned, List<PendingSnapshot> batch, CancellationToken cancellationToken)
    {
        var unknown = new Dictionary<long, PendingSnapshot>();
        var ask = new Dictionary<long, (DateTimeOffset? From, DateTimeOffset To)>();
        foreach (var pending in batch)
        {
            var id = pending.Snapshot.SnapshotId;
            if (owned.Written.Contains(id)) pending.Complete(WriteResult.Duplicate);
            else if (unknown.TryGetValue(id, out var first)) first.Copies.Add(pending);
            else unknown.Add(id, pending);

            if (unknown.ContainsKey(id) && owned.Written.MustAsk(pending.Snapshot) is { } range)
            {
                ask[id] = ask.TryGetValue(id, out var other) ? Union(range, other) : range;
            }
        }

        if (ask.Count == 0) return [.. unknown.Values];
        var (from, to) = ask.Values.Aggregate(Union);
        var written = await table.FindWrittenAsync(ask.Keys, from, to, cancellationToken);
        Log.TableAsked(logger, ask.Count, written.Count);
        foreach (var id in written)
        {
            if (unknown.Remove(id, out var pending)) pending.Complete(WriteResult.Duplicate);
        }

        return [.. unknown.Values];
    }

    private static (DateTimeOffset? From, DateTimeOffset To) Union((DateTimeOffset? From, DateTimeOffset To) one, (DateTimeOffset? From, DateTimeOffset To) other) =>
        (one.From is null || other.From is null ? null : one.From < other.From ? one.From : other.From, one.To > other.To ? one.To : other.To);

    private async Task FailAllAsync(List<PendingSnapshot> batch)
    {
        _failures++;
        Fail(batch);
        // what waits is better delivered to the worker that owns the table now
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
