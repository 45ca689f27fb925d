using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Statements;

/// <summary>What a CREATE statement defines. The caller creates it and stores its metadata.</summary>
/// <param name="Fields">The columns of the table or of the view's result.</param>
public sealed record TableDefinition(IReadOnlyList<SqlField> Fields)
{
    /// <summary>OR REPLACE was given.</summary>
    public bool OrReplace { get; init; }

    /// <summary>IF NOT EXISTS was given.</summary>
    public bool IfNotExists { get; init; }

    /// <summary>The PARTITION BY column; null if the table is not partitioned.</summary>
    public string? PartitionField { get; init; }

    /// <summary>HOUR, DAY, MONTH or YEAR; null if the table is not partitioned.</summary>
    public string? PartitionGranularity { get; init; }

    /// <summary>The columns of CLUSTER BY.</summary>
    public IReadOnlyList<string> ClusterFields { get; init; } = [];

    /// <summary>OPTIONS(description = …).</summary>
    public string? Description { get; init; }

    /// <summary>The GoogleSQL query of a view, as written; null for a table.</summary>
    public string? ViewQuery { get; init; }
}
