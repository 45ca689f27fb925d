namespace PmpPulse.GoogleSql.Catalog;

/// <summary>A view, possibly materialized. References to it expand to its query.</summary>
/// <param name="GoogleSql">The view's query as created. Table names in it must include the dataset.</param>
/// <param name="Project">The project for table names that have none; null leaves them without one.</param>
public sealed record ViewRelation(string GoogleSql, string? Project = null) : Relation
{
    /// <summary>The stored partial aggregates of a materialized view; null if it is computed when read.</summary>
    public ViewPartials? Partials { get; init; }
}
