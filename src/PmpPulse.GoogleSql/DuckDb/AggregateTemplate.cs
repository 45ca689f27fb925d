namespace PmpPulse.GoogleSql.DuckDb;

/// <summary>An aggregate or analytic function in DuckDB.</summary>
/// <param name="Function">The DuckDB function, which takes DISTINCT, ORDER BY, FILTER and OVER.</param>
/// <param name="Arguments">The arguments inside its parentheses.</param>
/// <param name="Result">Applied to its result, which is the only argument.</param>
internal sealed record AggregateTemplate(Sql Function, Template Arguments, Template Result)
{
    public static AggregateTemplate Count { get; } = new($"count", $"*", Slots.A);
}
