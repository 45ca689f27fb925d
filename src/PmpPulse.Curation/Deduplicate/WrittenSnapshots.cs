using PmpPulse.Contracts;
using PmpPulse.Feeds.Rows;

namespace PmpPulse.Curation.Deduplicate;

/// <summary>
/// The snapshots this owner knows to have rows in the table: all with rows ingested at or after a point in time, and some older ones.
/// Some of them it knows to be whole; of others a replay may have brought only single rows. Valid only as long as nobody else appends.
/// Not thread-safe.
/// </summary>
internal sealed class WrittenSnapshots
{
    private static readonly long Day = TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond;

    private readonly Dictionary<long, Entry> _entries = [];
    private readonly int _most;

    /// <param name="since">Everything ingested from here on will be added.</param>
    /// <param name="most">How many are kept.</param>
    public WrittenSnapshots(DateTimeOffset since, int most)
    {
        Since = SnapshotId.UnixMicroseconds(since);
        _most = most;
    }

    /// <summary>Everything ingested from here on is known; microseconds since 1970 UTC.</summary>
    public long Since { get; private set; }

    public int Count => _entries.Count;

    public bool Contains(long snapshotId) => _entries.ContainsKey(snapshotId);

    /// <summary>Whether every row that a message of the whole snapshot has is in the table, or dead-lettered.</summary>
    public bool IsWhole(long snapshotId) => _entries.TryGetValue(snapshotId, out var entry) && entry.IsWhole;

    /// <summary>Adds what is known of a snapshot to what was.</summary>
    /// <param name="snapshotId">Its id.</param>
    /// <param name="ingestTs">Ingestion time of rows it has in the table.</param>
    /// <param name="isWhole">Whether it is known to be whole.</param>
    public void Add(long snapshotId, long ingestTs, bool isWhole)
    {
        var known = _entries.GetValueOrDefault(snapshotId, new Entry(ingestTs, isWhole));
        _entries[snapshotId] = new Entry(Math.Max(known.LastIngestTs, ingestTs), known.IsWhole || isWhole);
        if (_entries.Count > _most) ForgetOlderHalf();
    }

    /// <summary>Where the table has to be asked for the rows of a snapshot that isn't known to be whole.</summary>
    /// <remarks>
    /// The same snapshot may have been ingested before, by another poll or as another copy of the message. That was not more than a day
    /// before the feed published it (or before this message, if the feed's clock is ahead), so memory that reaches back that far is
    /// proof. A feed whose clock is ahead by more than a day breaks the assumption: all of the table is asked then.
    /// </remarks>
    /// <returns>Null where its absence here is proof that the table has none.</returns>
    public IngestRange? MustAsk(in SnapshotContext snapshot)
    {
        var isAhead = snapshot.EventTs > snapshot.IngestTs + Day;
        var earliest = Math.Min(snapshot.EventTs, snapshot.IngestTs) - Day;
        var isKnown = _entries.TryGetValue(snapshot.SnapshotId, out var known);
        if (!isKnown && !isAhead && earliest >= Since) return null;
        var latest = Math.Max(snapshot.EventTs, snapshot.IngestTs) + Day;
        return new IngestRange(isAhead ? null : Time(earliest), Time(isKnown ? Math.Max(latest, known.LastIngestTs) : latest));
    }

    private void ForgetOlderHalf()
    {
        var times = _entries.Values.Select(entry => entry.LastIngestTs).Order().ToArray();
        var median = times[times.Length / 2];
        foreach (var (id, entry) in _entries)
        {
            if (entry.LastIngestTs <= median) _entries.Remove(id);
        }

        Since = Math.Max(Since, median + 1);
    }

    private static DateTimeOffset Time(long microseconds)
    {
        // a day more than what a timestamp can say
        var ticks = DateTimeOffset.UnixEpoch.Ticks + microseconds * TimeSpan.TicksPerMicrosecond;
        return new DateTimeOffset(Math.Clamp(ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
    }

    private readonly record struct Entry(long LastIngestTs, bool IsWhole);
}
