using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Statements;

/// <summary>A statement translated for DuckDB, with the facts its caller needs.</summary>
/// <param name="Kind">The statement's kind.</param>
/// <param name="DuckDbSql">
/// The self-contained DuckDB statement. For CREATE_TABLE_AS_SELECT, the query whose rows fill the new table. Null for other CREATE
/// statements and for DROP, which change only the catalog.
/// </param>
/// <param name="OutputFields">
/// The result's columns in order (SELECT) with their BigQuery types; their DuckDB types are those of <see cref="DuckDbTypes"/>. Empty for
/// other statements, whose DuckDB result is the number of affected rows.
/// </param>
/// <param name="ReferencedTables">The stored tables that are read or written, including those inside views, without duplicates.</param>
public sealed record TranslatedStatement(
    StatementKind Kind,
    string? DuckDbSql,
    IReadOnlyList<SqlField> OutputFields,
    IReadOnlyList<TableId> ReferencedTables)
{
    /// <summary>The table that is modified, created or dropped; null for SELECT.</summary>
    public TableId? Target { get; init; }

    /// <summary>What is created; null for all but CREATE statements.</summary>
    public TableDefinition? Definition { get; init; }

    /// <summary>Whether this is DROP … IF EXISTS, which accepts a missing target.</summary>
    public bool IfExists { get; init; }
}
