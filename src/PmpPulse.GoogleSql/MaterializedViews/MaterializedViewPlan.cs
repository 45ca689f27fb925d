using PmpPulse.GoogleSql.Catalog;

namespace PmpPulse.GoogleSql.MaterializedViews;

/// <summary>How to store a materialized view's partial aggregates. The SQL is DuckDB's.</summary>
public sealed record MaterializedViewPlan
{
    /// <summary>The stored table whose rows are aggregated.</summary>
    public required TableId Base { get; init; }

    /// <summary>A query for the partial aggregates of the requested rows, one row per group.</summary>
    public required string PartialQuery { get; init; }

    /// <summary>The quoted names of the columns that identify a group.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>
    /// The quoted name of the key that is the UTC day of a stored column, by the column's name: when all rows of a day are gone, so are its
    /// groups.
    /// </summary>
    public required IReadOnlyDictionary<string, string> DayKeys { get; init; }

    /// <summary>
    /// The columns of a query that merges partial aggregates, in the order of <see cref="PartialQuery"/>. It groups by the keys.
    /// </summary>
    public required string MergedColumns { get; init; }
}
