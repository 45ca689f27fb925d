namespace PmpPulse.GoogleSql.Functions;

/// <summary><see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/conditional_expressions">Conditional expressions</see> and their kin.</summary>
internal static class ConditionalFunctions
{
    public static void Declare(FunctionTable table)
    {
        table.Scalar("IF(BOOL, T, T) -> T", "CASE WHEN {0} THEN {1} ELSE {2} END");
        table.Scalar("COALESCE(T...) -> T", "COALESCE({*})");
        table.Scalar("IFNULL(T, T) -> T", "COALESCE({0}, {1})");
        table.Scalar("NULLIF(T, T) -> T", "NULLIF({0}, {1})");
        table.Special("GREATEST", static call => ExtremeBinder.Bind(call, "greatest"));
        table.Special("LEAST", static call => ExtremeBinder.Bind(call, "least"));
        table.Scalar("ERROR(STRING) -> INT64", "{!{0}}");
        table.Scalar("GENERATE_UUID() -> STRING", "CAST(uuid() AS VARCHAR)", isVolatile: true);
    }
}
