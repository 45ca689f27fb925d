using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/conditional_expressions">Conditional expressions</see> and
/// related functions.
/// </summary>
internal static class ConditionalFunctions
{
    public static void Declare(FunctionTable table)
    {
        table.Scalar("IF(BOOL, T, T) -> T", $"CASE WHEN {A} THEN {B} ELSE {C} END");
        table.Scalar("COALESCE(T...) -> T", $"COALESCE({All})");
        table.Scalar("IFNULL(T, T) -> T", $"COALESCE({A}, {B})");
        table.Scalar("NULLIF(T, T) -> T", $"NULLIF({A}, {B})");
        table.Special("GREATEST", static call => ExtremeBinder.Bind(call, $"greatest"));
        table.Special("LEAST", static call => ExtremeBinder.Bind(call, $"least"));
        table.Scalar("ERROR(STRING) -> INT64", $"{Fail($"{A}")}");
        table.Scalar("GENERATE_UUID() -> STRING", $"CAST(uuid() AS VARCHAR)", isVolatile: true);
    }
}
