using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// The <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/geography_functions">geography functions</see> that place
/// points in areas. A GEOGRAPHY can be computed with, and neither stored nor returned.
/// </summary>
internal static class GeographyFunctions
{
    public static void Declare(FunctionTable table)
    {
        table.Scalar("ST_GEOGPOINT(FLOAT64, FLOAT64) -> GEOGRAPHY", $"pmp_geography_point({A}, {B})");
        table.Scalar("ST_GEOGFROMGEOJSON(STRING) -> GEOGRAPHY", $"pmp_geography({A})");
        table.Scalar("ST_ASGEOJSON(GEOGRAPHY) -> STRING", $"{A}");
        table.Scalar("ST_CONTAINS(GEOGRAPHY, GEOGRAPHY) -> BOOL", $"pmp_geography_contains({A}, {B})");
    }
}
