using PmpPulse.Contracts.Events;
using PmpPulse.Feeds.Rows;

namespace PmpPulse.Curation.Deduplicate;

/// <summary>
/// The snapshots that this owner knows to have rows in the table: all with rows ingested since a point in time, and some older ones.
/// Some are known to be complete; of others a replay may have brought only single rows. Valid only as long as nobody else appends.
/// Not thread-safe.
/// </summary>
internal sealed class WrittenSnapshots
{
    private static readonly long Day = TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond;

    private readonly Dictionary<long, Entry> _entries = [];
    private readonly int _capacity;
    private bool _hasForgotten;

    /// <param name="since">Everything ingested from here on will be added.</param>
    /// <param name="capacity">How many are kept.</param>
    public WrittenSnapshots(DateTimeOffset since, int capacity)
    {
        Since = SnapshotId.UnixMicroseconds(since);
        _capacity = capacity;
    }

    /// <summary>Everything ingested from here on is known; microseconds since 1970 UTC.</summary>
    public long Since { get; private set; }

    /// <summary>Whether memory may reach back further than <see cref="Since"/>.</summary>
    public bool IsExtensible => !_hasForgotten;

    public int Count => _entries.Count;

    public bool Contains(long snapshotId) => _entries.ContainsKey(snapshotId);

    /// <summary>Whether every row of the whole snapshot is in the table, or dead-lettered.</summary>
    public bool IsWhole(long snapshotId) => _entries.TryGetValue(snapshotId, out var entry) && entry.IsWhole;

    /// <summary>Adds to what is known about a snapshot.</summary>
    /// <param name="snapshotId">Its id.</param>
    /// <param name="ingestTs">Ingestion time of rows it has in the table.</param>
    /// <param name="isWhole">Whether it is known to be complete.</param>
    public void Add(long snapshotId, long ingestTs, bool isWhole)
    {
        var known = _entries.GetValueOrDefault(snapshotId, new Entry(ingestTs, isWhole));
        _entries[snapshotId] = new Entry(Math.Max(known.LastIngestTs, ingestTs), known.IsWhole || isWhole);
        if (_entries.Count > _capacity) ForgetOlderHalf();
    }

    /// <summary>Which range of the table must be queried for a snapshot that isn't known to be complete.</summary>
    /// <remarks>
    /// The same snapshot may have been ingested before, by another poll or as another copy of the message. That was not more than a day
    /// before the feed published it (or before this message, if the feed's clock is ahead), so memory that reaches back that far is
    /// proof. A feed whose clock is ahead by more than a day breaks the assumption: then the whole table is queried.
    /// </remarks>
    /// <returns>Null if its absence here proves that the table has none.</returns>
    public IngestRange? MustAsk(in SnapshotContext snapshot)
    {
        var isAhead = snapshot.EventTs > snapshot.IngestTs + Day;
        var earliest = Math.Min(snapshot.EventTs, snapshot.IngestTs) - Day;
        var isKnown = _entries.TryGetValue(snapshot.SnapshotId, out var known);
        if (!isKnown && !isAhead && earliest >= Since) return null;
        var latest = Math.Max(snapshot.EventTs, snapshot.IngestTs) + Day;
        return new IngestRange(isAhead ? null : Time(earliest), Time(isKnown ? Math.Max(latest, known.LastIngestTs) : latest));
    }

    /// <summary>
    /// From where on everything would have to be known, microseconds since 1970 UTC, for memory to tell that the table has no row of a
    /// snapshot. Null if its age is not what prevents that.
    /// </summary>
    public long? WouldNeed(in SnapshotContext snapshot)
    {
        var earliest = Math.Min(snapshot.EventTs, snapshot.IngestTs) - Day;
        return snapshot.EventTs > snapshot.IngestTs + Day || earliest >= Since || _entries.ContainsKey(snapshot.SnapshotId) ? null : earliest;
    }

    /// <summary>Everything ingested from <paramref name="since"/> on has been added.</summary>
    public void Extend(long since)
    {
        // unless some of it had to be forgotten meanwhile
        if (!_hasForgotten) Since = Math.Min(Since, since);
    }

    /// <summary>The time of microseconds since 1970 UTC, or the nearest that a timestamp can be.</summary>
    public static DateTimeOffset Time(long microseconds)
    {
        var ticks = DateTimeOffset.UnixEpoch.Ticks + microseconds * TimeSpan.TicksPerMicrosecond;
        return new DateTimeOffset(Math.Clamp(ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
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
        _hasForgotten = true;
    }

    private readonly record struct Entry(long LastIngestTs, bool IsWhole);
}
