using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Catalog;

/// <summary>Common to all resources: Unix milliseconds, and a version that grows with each metadata change.</summary>
internal sealed record Stamp(long Version, long CreatedMs, long ModifiedMs)
{
    public string ETag(string resource) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{resource}@{Version}")).AsSpan(0, 16));
}

/// <summary>A dataset, stored as the DuckDB schema <c>PhysicalSchema</c>.</summary>
internal sealed record DatasetEntry(DatasetKey Key, string PhysicalSchema, DatasetResource Resource, Stamp Stamp)
{
    public string ETag => Stamp.ETag(Key.ToString());
}

/// <summary>A table or a view. A view has no DuckDB table: references to it expand to its query.</summary>
internal sealed record TableEntry(
    TableKey Key,
    string PhysicalSchema,
    string PhysicalTable,
    TableResource Resource,
    ImmutableArray<Field> Fields,
    Stamp Stamp)
{
    public string ETag => Stamp.ETag(Key.ToString());

    public bool IsView => ViewQuery is not null;

    public string? ViewQuery => Resource.View?.Query ?? Resource.MaterializedView?.Query;

    public string QuotedName => $"{DuckTypes.Quote(PhysicalSchema)}.{DuckTypes.Quote(PhysicalTable)}";
}

/// <summary>
/// The stored partial aggregates of a materialized view. They cover the appends to its base table before <c>CoveredUpTo</c>.
/// </summary>
internal sealed record PartialsEntry(long Id, TableKey View, TableKey Base, long CoveredUpTo)
{
    /// <summary>The DuckDB table of the rows.</summary>
    public string QuotedTable => FormattableString.Invariant($"\"pmp_catalog\".\"partials~{Id}\"");

    /// <summary>
    /// A DuckDB view of the rows. It is renamed whenever more appends are covered, so a statement that was translated before that fails and
    /// is translated again: it would count those appends twice.
    /// </summary>
    public string QuotedName => FormattableString.Invariant($"\"pmp_catalog\".\"partials~{Id}~{CoveredUpTo}\"");
}

/// <summary>
/// A committed write stream. <c>NextOffset</c> is its number of rows, and so the offset of the next append. An unused stream expires based
/// on <c>UsedMs</c> (Unix milliseconds of its creation or last append).
/// </summary>
internal sealed record StreamEntry(
    long Id, string Name, TableKey Table, long NextOffset, bool Finalized, long CreatedMicros, long UsedMs);
