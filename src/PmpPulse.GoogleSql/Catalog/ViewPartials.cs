namespace PmpPulse.GoogleSql.Catalog;

/// <summary>
/// The stored partial aggregates of a materialized view. They cover the appends to its base table up to a number. A reader aggregates them
/// together with the rows appended since, so the result is that of the view's query.
/// </summary>
public sealed record ViewPartials
{
    /// <param name="duckDbName">The quoted name of a relation with the columns of the view's plan.</param>
    /// <param name="coveredUpTo">The first append that is not covered.</param>
    /// <exception cref="ArgumentException">The name does not consist of quoted parts.</exception>
    public ViewPartials(string duckDbName, long coveredUpTo) =>
        (DuckDbName, CoveredUpTo) = (QuotedNames.Require(duckDbName, nameof(duckDbName)), coveredUpTo);

    /// <summary>The quoted name of the relation.</summary>
    public string DuckDbName { get; }

    /// <summary>The first append that is not covered.</summary>
    public long CoveredUpTo { get; }
}
