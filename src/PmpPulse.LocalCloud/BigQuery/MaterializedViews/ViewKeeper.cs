using System.Collections.Immutable;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Engine;

namespace PmpPulse.LocalCloud.BigQuery.MaterializedViews;

/// <summary>
/// Keeps materialized views up to date between other writes. Reads are right at any time: they add the rows that are not covered yet. So a
/// refresh only has to come before those become many. A view whose partial aggregates can't be merged is computed at each read.
/// </summary>
internal sealed class ViewKeeper(TimeProvider clock, ILogger<ViewKeeper> logger) : IMaintenance
{
    /// <summary>Rows that readers aggregate beside the partial aggregates, in about 20 ms.</summary>
    private const long RowsBeforeRefresh = 30_000;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(1);

    private readonly Dictionary<TableKey, long> _appended = [];
    private readonly Dictionary<TableKey, KeptView> _kept = [];
    private ImmutableDictionary<TableKey, TableEntry>? _tables;
    private TableEntry[] _views = [];

    public void Appended(IReadOnlyDictionary<TableKey, long> rows)
    {
        foreach (var (table, count) in rows) _appended[table] = _appended.GetValueOrDefault(table) + count;
    }

    public WriteOperation? Next(CatalogSnapshot catalog)
    {
        if (_tables != catalog.Tables)
        {
            _tables = catalog.Tables;
            _views = [.. catalog.Tables.Values.Where(entry => entry.Resource.MaterializedView is not null)];
        }

        foreach (var view in _views)
        {
            var partials = catalog.Partials.GetValueOrDefault(view.Key);
            var appended = partials is null ? 0 : _appended.GetValueOrDefault(partials.Base);
            if (!_kept.TryGetValue(view.Key, out var kept) || kept.Version != view.Stamp.Version)
            {
                _kept[view.Key] = kept = new KeptView(view.Stamp.Version);
            }

            if (kept.IsRefused || clock.GetUtcNow() < kept.NotBefore) continue;
            if (partials is not null && !kept.IsBehind && appended - kept.Appended < RowsBeforeRefresh) continue;
            kept.Appended = appended;
            return new ViewRefresh(view, clock, outcome => Ended(view, kept, outcome));
        }

        return null;
    }

    private void Ended(TableEntry view, KeptView kept, RefreshOutcome outcome)
    {
        kept.IsBehind = outcome.IsBehind;
        kept.IsRefused = outcome.Refusal is not null;
        if (outcome.Refusal is not null) Log.ViewComputedAtRead(logger, view.Key.ToString(), outcome.Refusal);
        if (outcome.Error is null) return;
        kept.NotBefore = clock.GetUtcNow() + PauseAfterFailure;
        Log.ViewNotRefreshed(logger, outcome.Error, view.Key.ToString());
    }

    private sealed class KeptView(long version)
    {
        public long Version { get; } = version;

        /// <summary>Whether the view must be computed at each read.</summary>
        public bool IsRefused { get; set; }

        /// <summary>Whether rows wait that the last refresh did not reach; true at the start, where nobody knows.</summary>
        public bool IsBehind { get; set; } = true;

        /// <summary>The base table's rows since the start, as of the last refresh.</summary>
        public long Appended { get; set; }

        public DateTimeOffset NotBefore { get; set; }
    }
}
