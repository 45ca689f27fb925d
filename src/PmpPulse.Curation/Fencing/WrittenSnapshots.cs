using PmpPulse.Contracts;
using PmpPulse.Curation.Stations;

namespace PmpPulse.Curation.Fencing;

/// <summary>
/// The snapshots this owner knows to be in the table: all with rows ingested at or after a point in time, and some older ones.
/// Valid only as long as nobody else appends. Not thread-safe.
/// </summary>
internal sealed class WrittenSnapshots
{
    private static readonly long Day = TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond;

    private readonly Dictionary<long, long> _ingestTs = [];
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

    public int Count => _ingestTs.Count;

    public bool Contains(long snapshotId) => _ingestTs.ContainsKey(snapshotId);

    public void Add(long snapshotId, long ingestTs)
    {
        _ingestTs[snapshotId] = ingestTs;
        if (_ingestTs.Count > _most) ForgetOlderHalf();
    }

    /// <summary>Where the table has to be asked about a snapshot that isn't known here.</summary>
    /// <remarks>
    /// The same snapshot may have been ingested before, by another poll or as another copy of the message. That was not more than a day
    /// before the feed published it (or before this message, if the feed's clock is ahead), so memory that reaches back that far is
    /// proof. A feed whose clock is ahead by more than a day breaks the assumption: all of the table is asked then.
    /// </remarks>
    /// <returns>Null where its absence here is proof.</returns>
    public (DateTimeOffset? From, DateTimeOffset To)? MustAsk(in SnapshotContext snapshot)
    {
        var isAhead = snapshot.EventTs > snapshot.IngestTs + Day;
        var earliest = Math.Min(snapshot.EventTs, snapshot.IngestTs) - Day;
        if (!isAhead && earliest >= Since) return null;
        return (isAhead ? null : Time(earliest), Time(Math.Max(snapshot.EventTs, snapshot.IngestTs) + Day));
    }

    private void ForgetOlderHalf()
    {
        var times = new long[_ingestTs.Count];
        _ingestTs.Values.CopyTo(times, 0);
        Array.Sort(times);
        var median = times[times.Length / 2];
        foreach (var (id, time) in _ingestTs)
        {
            if (time <= median) _ingestTs.Remove(id);
        }

        Since = Math.Max(Since, median + 1);
    }

    private static DateTimeOffset Time(long microseconds)
    {
        // a day more than what a timestamp can say
        var ticks = DateTimeOffset.UnixEpoch.Ticks + microseconds * TimeSpan.TicksPerMicrosecond;
        return new DateTimeOffset(Math.Clamp(ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
    }
}
