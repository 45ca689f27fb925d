using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Catalog;

/// <summary>A stored table.</summary>
public sealed record TableRelation : Relation
{
    /// <summary>
    /// The DuckDB column that numbers appends, beside the table's own columns. No statement sees it. Rows that were committed later have
    /// larger numbers. Needed only in tables with materialized views that have <see cref="ViewRelation.Partials"/>.
    /// </summary>
    public const string AppendColumn = "~append";

    /// <param name="fields">The columns. The DuckDB table has columns of the same names, with the types of <c>DuckDbTypes</c>.</param>
    /// <param name="duckDbName">
    /// The name of the DuckDB table with each part quoted (<c>DuckDbTypes.Quote</c>), such as <c>"pmp_ops"."dlq_parked"</c>.
    /// </param>
    /// <exception cref="ArgumentException">The name does not consist of quoted parts.</exception>
    public TableRelation(IReadOnlyList<SqlField> fields, string duckDbName) =>
        (Fields, DuckDbName) = (fields, QuotedNames.Require(duckDbName, nameof(duckDbName)));

    /// <summary>The columns.</summary>
    public IReadOnlyList<SqlField> Fields { get; }

    /// <summary>The quoted name of the DuckDB table, ready for a FROM clause.</summary>
    public string DuckDbName { get; }

    /// <summary>
    /// Whether JSON columns may hold references to documents kept elsewhere. Expressions read them through <c>EngineFunctions.Document</c>; a
    /// result, or another table, that is given a column as it is gets its references.
    /// </summary>
    public bool HasDocuments { get; init; }
}
