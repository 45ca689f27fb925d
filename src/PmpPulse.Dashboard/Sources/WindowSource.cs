using PmpPulse.Dashboard.Marts;
using PmpPulse.Dashboard.Rows;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Sources;

/// <summary>
/// The last 24 hours in quarters of an hour: read whole once, and from then on only the newest quarters, those that late snapshots may still
/// have changed included.
/// </summary>
internal sealed class WindowSource
{
    // as long as the mart itself is still recomputed for late snapshots
    private static readonly TimeSpan Lateness = TimeSpan.FromHours(3);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly Dictionary<DateTimeOffset, Dictionary<string, StationSlot>> _slots = [];
    private readonly Shared<CityHistory> _history;
    private readonly MartReader _reader;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _interval;

    public WindowSource(MartReader reader, TimeSpan interval, TimeProvider clock)
    {
        (_reader, _clock, _interval) = (reader, clock, interval);
        _history = new Shared<CityHistory>(CityHistory.Unread, ReadAsync, clock);
    }

    /// <summary>When the quarters are read again, at the earliest.</summary>
    public DateTimeOffset NextTs => _history.NextTs;

    public Task<CityHistory> GetAsync(CancellationToken cancellationToken) => _history.GetAsync(cancellationToken);

    private async Task<(CityHistory, DateTimeOffset)> ReadAsync(CityHistory old)
    {
        var oldest = Start(_clock.GetUtcNow() - CitySources.Day);
        var newest = _slots.Count == 0 ? oldest : _slots.Keys.Max() - Lateness;
        var from = newest > oldest ? newest : oldest;
        var (state, rows) = await _reader.ReadAsync(WindowRow.Query, WindowRow.Read, [QueryParameter.Timestamp("from", from)], CancellationToken.None);
        var now = _clock.GetUtcNow();
        if (state != ReadingState.Ok) return (old with { State = state, Version = old.Version + (old.State == state ? 0 : 1) }, now + RetryAfter);
        foreach (var gone in _slots.Keys.Where(slot => slot < oldest || slot >= from).ToList()) _slots.Remove(gone);
        foreach (var row in rows) (_slots.TryGetValue(row.WindowTs, out var slot) ? slot : _slots[row.WindowTs] = new Dictionary<string, StationSlot>(StringComparer.Ordinal))[row.StationId] = Slot(row);
        return (Build(now, old.Version + 1), now + _interval);
    }

    private CityHistory Build(DateTimeOffset now, long version)
    {
        if (_slots.Count == 0) return new CityHistory(ReadingState.Ok, [], new Dictionary<string, StationSlot[]>(), now, version);
        var first = _slots.Keys.Min();
        var starts = Enumerable.Range(0, (int)((_slots.Keys.Max() - first) / CityHistory.Slot) + 1).Select(i => first + (i * CityHistory.Slot)).ToList();
        var stations = new Dictionary<string, StationSlot[]>(StringComparer.Ordinal);
        for (var i = 0; i < starts.Count; i++)
        {
            if (!_slots.TryGetValue(starts[i], out var slot)) continue;
            foreach (var (id, values) in slot)
            {
                if (!stations.TryGetValue(id, out var own))
                {
                    stations[id] = own = new StationSlot[starts.Count];
                    Array.Fill(own, StationSlot.Unknown);
                }

                own[i] = values;
            }
        }

        return new CityHistory(ReadingState.Ok, starts, stations, now, version);
    }

    private static StationSlot Slot(WindowRow row) => new(
        Short(row.Bikes), Short(row.Docks), Short(row.BikesMax), Short(row.DocksMax), (float)row.MinutesEmpty, (float)row.MinutesFull);

    private static short Short(int? count) => count is null ? (short)-1 : (short)Math.Clamp(count.Value, 0, short.MaxValue);

    private static DateTimeOffset Start(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % CityHistory.Slot.Ticks), TimeSpan.Zero);
}
