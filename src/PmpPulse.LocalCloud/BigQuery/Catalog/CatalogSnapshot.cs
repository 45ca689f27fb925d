using System.Collections.Immutable;

namespace PmpPulse.LocalCloud.BigQuery.Catalog;

/// <summary>All metadata at one point in time. Immutable: readers keep theirs while the writer commits the next.</summary>
internal sealed record CatalogSnapshot(
    ImmutableDictionary<DatasetKey, DatasetEntry> Datasets,
    ImmutableDictionary<TableKey, TableEntry> Tables,
    ImmutableDictionary<string, StreamEntry> Streams,
    ImmutableDictionary<TableKey, PartialsEntry> Partials,
    long NextVersion)
{
    public static CatalogSnapshot Empty { get; } = new(
        ImmutableDictionary<DatasetKey, DatasetEntry>.Empty,
        ImmutableDictionary<TableKey, TableEntry>.Empty,
        ImmutableDictionary<string, StreamEntry>.Empty.WithComparers(StringComparer.Ordinal),
        ImmutableDictionary<TableKey, PartialsEntry>.Empty,
        1);

    public DatasetEntry? Find(DatasetKey key) => Datasets.GetValueOrDefault(key);

    public TableEntry? Find(TableKey key) => Tables.GetValueOrDefault(key);

    public IEnumerable<DatasetEntry> DatasetsOf(string project) => Datasets.Values
        .Where(entry => entry.Key.Project == project)
        .OrderBy(entry => entry.Key.Dataset, StringComparer.Ordinal);

    public IEnumerable<TableEntry> TablesOf(DatasetKey dataset) => Tables.Values
        .Where(entry => entry.Key.Parent == dataset)
        .OrderBy(entry => entry.Key.Table, StringComparer.Ordinal);
}
