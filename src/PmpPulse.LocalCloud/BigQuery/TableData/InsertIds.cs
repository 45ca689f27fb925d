using System.Collections.Concurrent;
using PmpPulse.LocalCloud.BigQuery.Catalog;

namespace PmpPulse.LocalCloud.BigQuery.TableData;

/// <summary>Recently seen insert ids. Best effort like Google's: kept for about a minute, and lost on a restart.</summary>
internal sealed class InsertIds(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(TableKey Table, string Id), long> _seen = new();
    private long _swept;

    public bool Contains(TableKey table, string id) =>
        _seen.TryGetValue((table, id), out var since) && clock.GetElapsedTime(since) < Lifetime;

    public void Add(TableKey table, IEnumerable<string> ids)
    {
        var now = clock.GetTimestamp();
        if (clock.GetElapsedTime(_swept, now) > Lifetime)
        {
            _swept = now;
            foreach (var (key, since) in _seen)
            {
                if (clock.GetElapsedTime(since, now) > Lifetime) _seen.TryRemove(key, out _);
            }
        }

        foreach (var id in ids) _seen[(table, id)] = now;
    }
}
