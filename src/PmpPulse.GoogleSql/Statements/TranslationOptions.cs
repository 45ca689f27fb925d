using PmpPulse.GoogleSql.Catalog;

namespace PmpPulse.GoogleSql.Statements;

/// <summary>What a statement's meaning depends on besides its text and the catalog.</summary>
public sealed record TranslationOptions
{
    /// <summary>The moment that CURRENT_TIMESTAMP() and its relatives return throughout the statement.</summary>
    public required DateTimeOffset CurrentTimestamp { get; init; }

    /// <summary>The project that tables without one belong to; used in messages and in <see cref="TableId"/>s.</summary>
    public string? ProjectId { get; init; }

    /// <summary>The dataset of table names without one; null refuses those.</summary>
    public string? DefaultDataset { get; init; }

    /// <summary>The query parameters, all named or all positional.</summary>
    public IReadOnlyList<QueryParameter> Parameters { get; init; } = [];
}
