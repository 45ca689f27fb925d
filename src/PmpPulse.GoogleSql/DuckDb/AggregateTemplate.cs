namespace PmpPulse.GoogleSql.DuckDb;

/// <summary>An aggregate or analytic function in DuckDB.</summary>
/// <param name="Function">The DuckDB function, which takes DISTINCT, ORDER BY, FILTER and OVER.</param>
/// <param name="Arguments">The arguments inside its parentheses.</param>
/// <param name="Result">Applied to its result, which is the only argument.</param>
internal sealed record AggregateTemplate(Sql Function, Template Arguments, Template Result)
{
    /// <summary>How partial counts are added up: there are none for a group without rows.</summary>
    public static Template SumOfCounts { get; } = $"CAST(COALESCE(sum({Slots.A}), 0) AS BIGINT)";

    public static AggregateTemplate Count { get; } = new($"count", $"*", Slots.A) { Merge = SumOfCounts };

    /// <summary>
    /// Aggregates partial results exactly, before <see cref="Result"/>; null if that is not possible. The first argument is the partial
    /// result, the second that of <see cref="Extreme"/>.
    /// </summary>
    public Template? Merge { get; init; }

    /// <summary>
    /// The function whose result over the second argument is kept beside the partial result, such as max for MAX_BY; null if there is none.
    /// </summary>
    public Sql? Extreme { get; init; }

    /// <summary>A function of one argument whose partial results are aggregated by itself.</summary>
    public static AggregateTemplate OfItself(Sql function) =>
        new(function, Slots.A, Slots.A) { Merge = $"{function}({Slots.A})" };

    /// <summary>The value at the extreme of another.</summary>
    public static AggregateTemplate At(Sql function, Sql extreme) => new(function, $"{Slots.A}, {Slots.B}", Slots.A)
    {
        Merge = $"{function}({Slots.A}, {Slots.B})",
        Extreme = extreme,
    };
}
