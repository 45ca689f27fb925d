namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/numbering_functions">Numbering</see> and
/// <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/navigation_functions">navigation functions</see>.
/// </summary>
internal static class AnalyticFunctions
{
    public static void Declare(FunctionTable table)
    {
        table.Analytic("ROW_NUMBER() -> INT64", "row_number()");
        table.Analytic("RANK() -> INT64", "rank()");
        table.Analytic("DENSE_RANK() -> INT64", "dense_rank()");
        table.Analytic("PERCENT_RANK() -> FLOAT64", "percent_rank()");
        table.Analytic("CUME_DIST() -> FLOAT64", "cume_dist()");
        table.Analytic("NTILE(INT64) -> INT64", "ntile({0})");
        foreach (var name in (ReadOnlySpan<string>)["LAG", "LEAD"])
        {
            var function = name.ToLowerInvariant();
            table.Analytic($"{name}(T) -> T", $"{function}({{0}})");
            table.Analytic($"{name}(T, INT64) -> T", $"{function}({{0}}, {{1}})");
            table.Analytic($"{name}(T, INT64, T) -> T", $"{function}({{0}}, {{1}}, {{2}})");
        }

        table.Analytic("FIRST_VALUE(T) -> T", "first_value({0})", AggregateTraits.NullsModifier);
        table.Analytic("LAST_VALUE(T) -> T", "last_value({0})", AggregateTraits.NullsModifier);
        table.Analytic("NTH_VALUE(T, INT64) -> T", "nth_value({0}, {1})", AggregateTraits.NullsModifier);
        table.Analytic("PERCENTILE_DISC(T, FLOAT64) -> T", "quantile_disc({0}, {1})");
        table.Analytic("PERCENTILE_CONT(FLOAT64, FLOAT64) -> FLOAT64", "quantile_cont({0}, {1})");
    }
}
