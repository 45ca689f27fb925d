using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Statements;

/// <summary>A statement as DuckDB takes it, and what the caller must know of it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="DuckDbSql">
/// The DuckDB statement, self-contained. For CREATE_TABLE_AS_SELECT the query whose rows fill the new table; null for the
/// other CREATE and the DROP statements, which change the catalog only.
/// </param>
/// <param name="OutputFields">
/// The result's columns in order (SELECT), each with BigQuery's type; DuckDB's types are those of <see cref="DuckDbTypes"/>.
/// Empty for the other statements, whose DuckDB result is the count of affected rows.
/// </param>
/// <param name="ReferencedTables">The stored tables that are read or written, each once, those within views included.</param>
public sealed record TranslatedStatement(
    StatementKind Kind,
    string? DuckDbSql,
    IReadOnlyList<SqlField> OutputFields,
    IReadOnlyList<TableId> ReferencedTables)
{
    /// <summary>The table that is changed, made or dropped; null for SELECT.</summary>
    public TableId? Target { get; init; }

    /// <summary>What is made; null for all but the CREATE statements.</summary>
    public TableDefinition? Definition { get; init; }

    /// <summary>DROP … IF EXISTS: an absent target is not an error.</summary>
    public bool IfExists { get; init; }
}
