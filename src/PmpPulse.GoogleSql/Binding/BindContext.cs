using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>Where an expression appears, which decides what it may contain.</summary>
/// <param name="Scope">The names visible to it.</param>
/// <param name="Clause">The clause's name in error messages.</param>
internal sealed record BindContext(NameScope Scope, string Clause)
{
    public bool AllowAggregates { get; init; }

    public bool AllowAnalytic { get; init; }

    public bool InsideAggregate { get; init; }

    /// <summary>The CTEs visible to its subqueries.</summary>
    public required CommonTableScope CommonTables { get; init; }

    public IReadOnlyList<NamedWindow> Windows { get; init; } = [];
}
