using PmpPulse.LocalCloud.BigQuery.Catalog;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Work that the writer does between other writes. Called by the writer alone.</summary>
internal interface IMaintenance
{
    /// <summary>Rows were committed.</summary>
    void Appended(IReadOnlyDictionary<TableKey, long> rows);

    /// <summary>The next write to do, which should be short; null if nothing is due.</summary>
    WriteOperation? Next(CatalogSnapshot catalog);
}
