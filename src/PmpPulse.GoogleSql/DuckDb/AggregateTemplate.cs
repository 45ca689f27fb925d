namespace PmpPulse.GoogleSql.DuckDb;

/// <summary>How DuckDB does an aggregate or analytic function.</summary>
/// <param name="Function">Its function there, which takes DISTINCT, ORDER BY, FILTER and OVER.</param>
/// <param name="Arguments">What stands within its brackets.</param>
/// <param name="Result">What is done to its result, which is the one argument.</param>
internal sealed record AggregateTemplate(Sql Function, Template Arguments, Template Result)
{
    public static AggregateTemplate Count { get; } = new($"count", $"*", Slots.A);
}
