using Google.Protobuf;
using PmpPulse.Contracts.Events;

namespace PmpPulse.Curation.Deduplicate;

/// <summary>
/// Finds out, as the table's owner, which rows of the waiting snapshots it lacks. Memory answers for a snapshot that is known to
/// be complete, and for one that can't be there at all; for any other (an old one, one that a former owner wrote, a
/// replay of single rows, one that such a replay preceded) the table is queried.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="elementIdOf">The element that an encoded row is of.</param>
/// <param name="logger">The log.</param>
internal sealed class MissingRows(IWrittenRows table, Func<ByteString, string> elementIdOf, ILogger logger)
{
    // a late message or two are no backfill
    private const int OldBatchesAsked = 2;

    // old batches before a load that failed is tried again; twice as many after each further failure
    private const int FirstRest = 50;
    private const int MaxRest = 3_200;

    // older ones may follow
    private static readonly long Margin = TimeSpan.FromDays(7).Ticks / TimeSpan.TicksPerMicrosecond;

    private int _oldBatches;
    private int _rest;
    private int _nextRest = FirstRest;

    /// <summary>
    /// Leaves each snapshot only the rows that no other in the batch has, and completes those whose rows are all in the table.
    /// </summary>
    /// <returns>The snapshots with rows left, which are appended together.</returns>
    public async Task<List<PendingSnapshot>> TakeAsync(WrittenSnapshots written, List<PendingSnapshot> batch, CancellationToken cancellationToken)
    {
        await RememberOldAsync(written, batch, cancellationToken);
        var groups = new Dictionary<long, List<PendingSnapshot>>();
        var ask = new Dictionary<long, IngestRange>();
        foreach (var pending in batch)
        {
            var id = pending.Snapshot.SnapshotId;
            if (!pending.IsRowReplay && written.IsWhole(id))
            {
                pending.Complete(WriteResult.Duplicate);
                continue;
            }

            if (!groups.TryGetValue(id, out var group)) groups.Add(id, group = []);
            group.Add(pending);
            if (written.MustAsk(pending.Snapshot) is { } range) ask[id] = ask.TryGetValue(id, out var other) ? IngestRange.Union(range, other) : range;
        }

        var inTable = await AskAsync(ask, cancellationToken);
        var missing = new List<PendingSnapshot>();
        foreach (var (id, group) in groups)
        {
            if (group is [var alone] && !ask.ContainsKey(id)) missing.Add(alone);
            else Share(written, group, inTable.GetValueOrDefault(id) ?? [], missing);
        }

        return missing;
    }

    /// <summary>
    /// A backfill asks for the table's rows again and again. After some batches the ids of all snapshots are loaded that far back, and
    /// memory answers as for new ones. A load that fails only costs speed: the table is asked for each batch then.
    /// </summary>
    private async Task RememberOldAsync(WrittenSnapshots written, List<PendingSnapshot> batch, CancellationToken cancellationToken)
    {
        var since = batch.Min(pending => pending.IsRowReplay ? null : written.WouldNeed(pending.Snapshot));
        _oldBatches = since is null ? 0 : _oldBatches + 1;
        if (since is not { } earliest || _oldBatches <= OldBatchesAsked || !written.IsExtensible || _rest-- > 0) return;
        var from = WrittenSnapshots.Time(earliest - Margin);
        try
        {
            await LoadAsync(written, from, cancellationToken);
            (_rest, _nextRest) = (0, FirstRest);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            (_rest, _nextRest) = (_nextRest, Math.Min(2 * _nextRest, MaxRest));
            Log.MemoryNotExtended(logger, exception, from, _rest);
        }
    }

    private async Task LoadAsync(WrittenSnapshots written, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var (snapshotId, ingestTs) in table.LoadWrittenAsync(from, cancellationToken))
        {
            written.Add(snapshotId, ingestTs, isWhole: false);
            count++;
        }

        // nothing is older than the first timestamp, even if an event is said to be
        written.Extend(from == DateTimeOffset.MinValue ? long.MinValue : SnapshotId.UnixMicroseconds(from));
        Log.MemoryExtended(logger, from, count);
    }

    /// <summary>Gives each missing row of a snapshot to the first that has it.</summary>
    private void Share(WrittenSnapshots written, List<PendingSnapshot> group, HashSet<string> taken, List<PendingSnapshot> missing)
    {
        PendingSnapshot? carrier = null;
        foreach (var pending in group)
        {
            var rows = pending.Rows.Rows;
            var others = Enumerable.Range(0, rows.Count).Where(index => !taken.Add(elementIdOf(rows[index]))).ToList();
            if (others.Count < rows.Count)
            {
                if (others.Count > 0) pending.Rows = pending.Rows.Without(others);
                carrier ??= pending;
                missing.Add(pending);
            }
            else if (carrier is not null)
            {
                // missing rows, if any, are in the same append
                carrier.Copies.Add(pending);
            }
            else
            {
                written.Add(pending.Snapshot.SnapshotId, pending.Snapshot.IngestTs, isWhole: !pending.IsRowReplay);
                pending.Complete(WriteResult.Duplicate);
            }
        }
    }

    private async Task<Dictionary<long, HashSet<string>>> AskAsync(Dictionary<long, IngestRange> ask, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, HashSet<string>>();
        if (ask.Count == 0) return found;
        var (from, to) = ask.Values.Aggregate(IngestRange.Union);
        var count = 0;
        await foreach (var (snapshotId, elementId) in table.FindRowsAsync(ask.Keys, from, to, cancellationToken))
        {
            if (!found.TryGetValue(snapshotId, out var elements)) found.Add(snapshotId, elements = new HashSet<string>(StringComparer.Ordinal));
            elements.Add(elementId);
            count++;
        }

        Log.TableAsked(logger, ask.Count, count);
        return found;
    }
}
