using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Catalog;

/// <summary>What every resource has: Unix milliseconds, and a number that grows with each change of metadata.</summary>
internal sealed record Stamp(long Version, long CreatedMs, long ModifiedMs)
{
    public string ETag(string resource) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{resource}@{Version}")).AsSpan(0, 16));
}

/// <summary>A dataset, which is the schema <c>PhysicalSchema</c> in DuckDB.</summary>
internal sealed record DatasetEntry(DatasetKey Key, string PhysicalSchema, DatasetResource Resource, Stamp Stamp)
{
    public string ETag => Stamp.ETag(Key.ToString());
}

/// <summary>A table, or a view: that has no table in DuckDB, its query is expanded where it is used.</summary>
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
/// A committed write stream. <c>NextOffset</c> is the number of its rows, so the offset that the next append must have;
/// an unused stream expires by <c>UsedMs</c> (Unix milliseconds of its creation or last append).
/// </summary>
internal sealed record StreamEntry(
    long Id, string Name, TableKey Table, long NextOffset, bool Finalized, long CreatedMicros, long UsedMs);
