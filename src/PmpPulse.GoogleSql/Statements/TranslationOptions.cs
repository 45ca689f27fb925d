using PmpPulse.GoogleSql.Catalog;

namespace PmpPulse.GoogleSql.Statements;

/// <summary>What a statement's meaning depends on besides its text and the catalog.</summary>
public sealed record TranslationOptions
{
    /// <summary>The instant that CURRENT_TIMESTAMP() and related functions return throughout the statement.</summary>
    public required DateTimeOffset CurrentTimestamp { get; init; }

    /// <summary>The project of unqualified tables, used in error messages and in <see cref="TableId"/>s.</summary>
    public string? ProjectId { get; init; }

    /// <summary>The dataset of unqualified table names; null refuses them.</summary>
    public string? DefaultDataset { get; init; }

    /// <summary>The number of the append for rows that the statement inserts (<see cref="TableRelation.AppendColumn"/>); null for none.</summary>
    public long? Append { get; init; }

    /// <summary>The query parameters, all named or all positional.</summary>
    public IReadOnlyList<QueryParameter> Parameters { get; init; } = [];
}
