using PmpPulse.Contracts.Events;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.Deduplicate;
using PmpPulse.Curation.Fencing;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Curation.Write;

/// <summary>
/// Appends snapshots to the owned stream, at an explicit offset, exactly once: a sent batch is repeated unchanged at the same offset
/// until its outcome is known. If that fails, ownership is given up, and the next owner reads the outcome from the table.
/// </summary>
internal sealed class BatchAppender(FencedTable table, FenceOptions options, TimeProvider clock, ILogger<BatchAppender> logger)
{
    /// <summary>
    /// Appends all rows of all snapshots at once and completes them. Snapshots with rows that BigQuery rejects are left out: their dead
    /// letters must be written first, because nothing would write them once the others are in, and other snapshots must not wait for them.
    /// </summary>
    /// <exception cref="OwnershipLostException">The rows are not in the table, or it is unknown whether they are.</exception>
    public async Task AppendAsync(OwnedStream owned, IReadOnlyList<PendingSnapshot> snapshots, CancellationToken cancellationToken)
    {
        var rows = RowBatch.Concat(snapshots.Select(snapshot => snapshot.Rows));
        CurationTelemetry.CountOut(Stage.Deduplicate, rows.Count);
        CurationTelemetry.CountIn(Stage.BigQueryInsert, rows.Count);
        var started = clock.GetTimestamp();
        var mayBeIn = false;
        for (var failures = 0; rows.Count > 0;)
        {
            var outcome = await owned.Appender.AppendAsync(rows, owned.NextOffset, cancellationToken);
            switch (outcome)
            {
                case AppendOutcome.Appended appended when appended.Offset is null || appended.Offset == owned.NextOffset:
                case AppendOutcome.AlreadyExists when mayBeIn:
                    owned.NextOffset += rows.Count;
                    CurationTelemetry.CountRows(rows.Count);
                    CurationTelemetry.CountOut(Stage.BigQueryInsert, rows.Count);
                    Complete(owned, snapshots);
                    return;

                case AppendOutcome.RowsRejected { Rows: [_, ..] rejected }:
                    snapshots = WithoutRejected(snapshots, rejected);
                    rows = RowBatch.Concat(snapshots.Select(snapshot => snapshot.Rows));
                    break;

                case AppendOutcome.Unknown or AppendOutcome.NotAppended { IsRetryable: true }:
                    mayBeIn |= outcome is AppendOutcome.Unknown;
                    var wait = options.Backoff(++failures);
                    if (clock.GetElapsedTime(started) + wait > options.AppendTimeout) throw Lost(owned, outcome);
                    Log.AppendRepeated(logger, rows.Count, owned.NextOffset, outcome.ToString());
                    await Task.Delay(wait, clock, cancellationToken);
                    break;

                default:
                    throw Lost(owned, outcome);
            }
        }

        Complete(owned, snapshots);
    }

    private static OwnershipLostException Lost(OwnedStream owned, AppendOutcome outcome) =>
        new($"The append at offset {owned.NextOffset} of {owned.Name} ended with {outcome}.");

    private static void Complete(OwnedStream owned, IReadOnlyList<PendingSnapshot> snapshots)
    {
        foreach (var snapshot in snapshots)
        {
            // a snapshot without accepted rows is not in the table
            if (snapshot.Rows.Count > 0) owned.Written.Add(snapshot.Snapshot.SnapshotId, snapshot.Snapshot.IngestTs, snapshot.MakesWhole);
            snapshot.Complete(WriteResult.Written);
        }
    }

    private List<PendingSnapshot> WithoutRejected(IReadOnlyList<PendingSnapshot> snapshots, IReadOnlyList<RejectedRow> rejected)
    {
        var messages = rejected.GroupBy(row => row.Index).ToDictionary(rows => rows.Key, rows => rows.Last().Message);
        var faulty = new HashSet<long>();
        var start = 0;
        foreach (var snapshot in snapshots)
        {
            var indexes = Enumerable.Range(0, snapshot.Rows.Count).Where(index => messages.ContainsKey(start + index)).ToList();
            snapshot.Rejected.AddRange(indexes.Select(index => DeadLetterOf(snapshot, snapshot.Rows.Rows[index], messages[start + index])));
            start += snapshot.Rows.Count;
            if (indexes.Count == 0) continue;
            snapshot.Rows = snapshot.Rows.Without(indexes);
            faulty.Add(snapshot.Snapshot.SnapshotId);
        }

        if (faulty.Count == 0) throw new OwnershipLostException("BigQuery rejected rows that were not sent.");
        var left = new List<PendingSnapshot>();
        foreach (var snapshot in snapshots)
        {
            // others of the same snapshot leave with it: it was to bring the rows they lack
            if (!faulty.Contains(snapshot.Snapshot.SnapshotId)) left.Add(snapshot);
            else snapshot.Complete(snapshot.Rejected.Count > 0 ? WriteResult.RowsRejected : WriteResult.NotWritten);
        }

        return left;
    }

    private DeadLetter DeadLetterOf(PendingSnapshot snapshot, Google.Protobuf.ByteString row, string message)
    {
        var json = RowJson.Of(row, table.Schema);
        return new DeadLetter
        {
            Stage = Stage.BigQueryInsert,
            ErrorType = CurationErrors.RowRejected,
            ErrorMessage = "BigQuery rejected the row.",
            Raw = json,
            Meta = EventMeta.Of(snapshot.Message.Envelope!) with { SnapshotId = snapshot.Snapshot.SnapshotId, ReplayCount = snapshot.Message.Source.ReplayCount },
            MessageId = snapshot.Message.Source.IdentityOfDeadLetters,
            ElementId = table.ElementIdOf(row),
            RowJson = json,
            BigQueryErrors = message,
        };
    }
}
