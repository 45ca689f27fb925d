using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>Where an expression stands, and so what it may contain.</summary>
/// <param name="Scope">The names it sees.</param>
/// <param name="Clause">The clause's name in messages.</param>
internal sealed record BindContext(NameScope Scope, string Clause)
{
    public bool AllowAggregates { get; init; }

    public bool AllowAnalytic { get; init; }

    public bool InsideAggregate { get; init; }

    /// <summary>The CTEs that subqueries within see.</summary>
    public required CommonTableScope CommonTables { get; init; }

    public IReadOnlyList<NamedWindow> Windows { get; init; } = [];
}
