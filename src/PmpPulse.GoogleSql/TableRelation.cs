namespace PmpPulse.GoogleSql;

/// <summary>A stored table.</summary>
/// <param name="Fields">Its columns. The DuckDB table has columns of the same names with the types of <see cref="DuckDbTypes"/>.</param>
/// <param name="DuckDbName">
/// The quoted name of the DuckDB table, ready to stand in a FROM clause, such as <c>"pmp_curated"."velib_station_status"</c>.
/// </param>
public sealed record TableRelation(IReadOnlyList<SqlField> Fields, string DuckDbName) : Relation;
