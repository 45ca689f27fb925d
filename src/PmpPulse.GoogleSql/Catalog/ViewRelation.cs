namespace PmpPulse.GoogleSql.Catalog;

/// <summary>A view (a materialized view too): its query takes its place wherever it is named.</summary>
/// <param name="GoogleSql">The view's query as it was created. Table names in it must name their dataset.</param>
/// <param name="Project">The project that table names in it without one are looked up in; null passes null on.</param>
public sealed record ViewRelation(string GoogleSql, string? Project = null) : Relation;
