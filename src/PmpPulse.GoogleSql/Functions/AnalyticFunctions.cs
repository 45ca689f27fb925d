using PmpPulse.GoogleSql.DuckDb;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/numbering_functions">Numbering</see> and
/// <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/navigation_functions">navigation functions</see>.
/// </summary>
internal static class AnalyticFunctions
{
    public static void Declare(FunctionTable table)
    {
        table.Analytic("ROW_NUMBER() -> INT64", $"row_number", $"");
        table.Analytic("RANK() -> INT64", $"rank", $"");
        table.Analytic("DENSE_RANK() -> INT64", $"dense_rank", $"");
        table.Analytic("PERCENT_RANK() -> FLOAT64", $"percent_rank", $"");
        table.Analytic("CUME_DIST() -> FLOAT64", $"cume_dist", $"");
        table.Analytic("NTILE(INT64) -> INT64", $"ntile", A);
        foreach (var (name, function) in (ReadOnlySpan<(string, Sql)>)[("LAG", $"lag"), ("LEAD", $"lead")])
        {
            table.Analytic($"{name}(T) -> T", function, A);
            table.Analytic($"{name}(T, INT64) -> T", function, $"{A}, {B}");
            table.Analytic($"{name}(T, INT64, T) -> T", function, $"{A}, {B}, {C}");
        }

        table.Analytic("FIRST_VALUE(T) -> T", $"first_value", A, AggregateTraits.NullsModifier);
        table.Analytic("LAST_VALUE(T) -> T", $"last_value", A, AggregateTraits.NullsModifier);
        table.Analytic("NTH_VALUE(T, INT64) -> T", $"nth_value", $"{A}, {B}", AggregateTraits.NullsModifier);
        table.Analytic("PERCENTILE_DISC(T, FLOAT64) -> T", $"quantile_disc", $"{A}, {B}");
        table.Analytic("PERCENTILE_CONT(FLOAT64, FLOAT64) -> FLOAT64", $"quantile_cont", $"{A}, {B}");
    }
}
