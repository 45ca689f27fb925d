using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/aggregate_functions">Aggregate functions</see>. MAX_BY(x, y)
/// and MIN_BY(x, y) return the x of the row with the extreme y even if that x is NULL, as GoogleSQL's reference engine does. Other engines
/// skip NULLs, so portable queries avoid them. Rows with a NULL y never win.
/// </summary>
internal static class AggregateFunctions
{
    // each is a fraction that DuckDB stores per group
    private const int MaxQuantiles = 10_000;

    private static readonly Failure TooManyQuantiles = new($"{Sql.Text("APPROX_QUANTILES takes at most 10000 quantiles")}", SqlType.Int64);

    private const AggregateTraits DistinctAndOrder = AggregateTraits.Distinct | AggregateTraits.OrderAndLimit;

    public static void Declare(FunctionTable table)
    {
        table.Aggregate("COUNT(T) -> INT64", Count(A));
        table.Aggregate("COUNTIF(BOOL) -> INT64", Count($"CASE WHEN {A} THEN 1 END"), AggregateTraits.None);
        table.Aggregate("COUNT_IF(BOOL) -> INT64", Count($"CASE WHEN {A} THEN 1 END"), AggregateTraits.None);

        // DuckDB's sum of BIGINTs is a HUGEINT; the cast fails where BigQuery overflows
        table.Aggregate("SUM(INT64) -> INT64", AggregateTemplate.OfItself($"sum") with { Result = $"CAST({A} AS BIGINT)" });

        // the sum of partial sums of doubles may differ in its last digits
        table.Aggregate("SUM(FLOAT64) -> FLOAT64", $"sum", A);
        table.Aggregate("SUM(NUMERIC) -> NUMERIC", AggregateTemplate.OfItself($"sum"));
        table.Aggregate("AVG(INT64) -> FLOAT64", $"avg", A);
        table.Aggregate("AVG(FLOAT64) -> FLOAT64", $"avg", A);
        table.Aggregate("AVG(NUMERIC) -> NUMERIC", $"avg", A, result: $"CAST({A} AS DECIMAL(38,9))");
        table.Aggregate("MIN(T) -> T", AggregateTemplate.OfItself($"min"));
        table.Aggregate("MAX(T) -> T", AggregateTemplate.OfItself($"max"));
        table.Aggregate("MIN_BY(T, T1) -> T", AggregateTemplate.At($"arg_min_null", $"min"), AggregateTraits.None);
        table.Aggregate("MAX_BY(T, T1) -> T", AggregateTemplate.At($"arg_max_null", $"max"), AggregateTraits.None);
        table.Aggregate("ANY_VALUE(T) -> T", $"any_value", A, AggregateTraits.HavingModifier);
        table.Aggregate("LOGICAL_AND(BOOL) -> BOOL", AggregateTemplate.OfItself($"bool_and"), AggregateTraits.None);
        table.Aggregate("LOGICAL_OR(BOOL) -> BOOL", AggregateTemplate.OfItself($"bool_or"), AggregateTraits.None);
        table.Aggregate("BIT_AND(INT64) -> INT64", AggregateTemplate.OfItself($"bit_and"), AggregateTraits.None);
        table.Aggregate("BIT_OR(INT64) -> INT64", AggregateTemplate.OfItself($"bit_or"), AggregateTraits.None);
        table.Aggregate("BIT_XOR(INT64) -> INT64", AggregateTemplate.OfItself($"bit_xor"));
        table.Aggregate("ARRAY_AGG(T) -> ARRAY<T>", $"list", A, DistinctAndOrder | AggregateTraits.NullsModifier);
        table.Aggregate("ARRAY_CONCAT_AGG(ARRAY<T>) -> ARRAY<T>", $"list", A, AggregateTraits.OrderAndLimit, $"flatten({A})");
        table.Aggregate("STRING_AGG(STRING) -> STRING", $"string_agg", $"{A}, ','", DistinctAndOrder);
        table.Aggregate("STRING_AGG(STRING, STRING) -> STRING", $"string_agg", $"{A}, {B}", DistinctAndOrder);
        table.Aggregate("APPROX_COUNT_DISTINCT(T) -> INT64", $"approx_count_distinct", A, AggregateTraits.None);

        // exact, although an approximate result is allowed
        table.Aggregate(
            "APPROX_QUANTILES(T, INT64) -> ARRAY<T>",
            $"quantile_disc",
            $"{A}, list_transform(range(CASE WHEN {B} > {Sql.Number(MaxQuantiles)} THEN {TooManyQuantiles} ELSE {B} END + 1), lambda i: i / {B})");
        Statistics(table);
    }

    private static AggregateTemplate Count(Template argument) => new($"count", argument, A) { Merge = AggregateTemplate.SumOfCounts };

    private static void Statistics(FunctionTable table)
    {
        table.Aggregate("STDDEV(FLOAT64) -> FLOAT64", $"stddev_samp", A);
        table.Aggregate("STDDEV_SAMP(FLOAT64) -> FLOAT64", $"stddev_samp", A);
        table.Aggregate("STDDEV_POP(FLOAT64) -> FLOAT64", $"stddev_pop", A);
        table.Aggregate("VARIANCE(FLOAT64) -> FLOAT64", $"var_samp", A);
        table.Aggregate("VAR_SAMP(FLOAT64) -> FLOAT64", $"var_samp", A);
        table.Aggregate("VAR_POP(FLOAT64) -> FLOAT64", $"var_pop", A);
        table.Aggregate("CORR(FLOAT64, FLOAT64) -> FLOAT64", $"corr", $"{A}, {B}", AggregateTraits.None);
        table.Aggregate("COVAR_SAMP(FLOAT64, FLOAT64) -> FLOAT64", $"covar_samp", $"{A}, {B}", AggregateTraits.None);
        table.Aggregate("COVAR_POP(FLOAT64, FLOAT64) -> FLOAT64", $"covar_pop", $"{A}, {B}", AggregateTraits.None);
    }
}
