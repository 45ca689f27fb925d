namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/aggregate_functions">Aggregate functions</see>.
/// MAX_BY(x, y) and MIN_BY(x, y) take x from the row with the extreme y, also when it is NULL there (GoogleSQL's reference
/// engine does; others skip NULLs, so portable queries let none reach them). Rows whose y is NULL never win.
/// </summary>
internal static class AggregateFunctions
{
    private const AggregateTraits Gathering = AggregateTraits.Distinct | AggregateTraits.OrderAndLimit;

    public static void Declare(FunctionTable table)
    {
        table.Aggregate("COUNT(T) -> INT64", "count({0})");
        table.Aggregate("COUNTIF(BOOL) -> INT64", "count(CASE WHEN {0} THEN 1 END)", AggregateTraits.None);
        table.Aggregate("COUNT_IF(BOOL) -> INT64", "count(CASE WHEN {0} THEN 1 END)", AggregateTraits.None);

        // DuckDB's sum of BIGINT is a HUGEINT: the cast fails where BigQuery overflows
        table.Aggregate("SUM(INT64) -> INT64", "CAST(#sum({0})# AS BIGINT)");
        table.Aggregate("SUM(FLOAT64) -> FLOAT64", "sum({0})");
        table.Aggregate("SUM(NUMERIC) -> NUMERIC", "sum({0})");
        table.Aggregate("AVG(INT64) -> FLOAT64", "avg({0})");
        table.Aggregate("AVG(FLOAT64) -> FLOAT64", "avg({0})");
        table.Aggregate("AVG(NUMERIC) -> NUMERIC", "CAST(#avg({0})# AS DECIMAL(38,9))");
        table.Aggregate("MIN(T) -> T", "min({0})");
        table.Aggregate("MAX(T) -> T", "max({0})");
        table.Aggregate("MIN_BY(T, T1) -> T", "arg_min_null({0}, {1})", AggregateTraits.None);
        table.Aggregate("MAX_BY(T, T1) -> T", "arg_max_null({0}, {1})", AggregateTraits.None);
        table.Aggregate("ANY_VALUE(T) -> T", "any_value({0})", AggregateTraits.HavingModifier);
        table.Aggregate("LOGICAL_AND(BOOL) -> BOOL", "bool_and({0})", AggregateTraits.None);
        table.Aggregate("LOGICAL_OR(BOOL) -> BOOL", "bool_or({0})", AggregateTraits.None);
        table.Aggregate("BIT_AND(INT64) -> INT64", "bit_and({0})", AggregateTraits.None);
        table.Aggregate("BIT_OR(INT64) -> INT64", "bit_or({0})", AggregateTraits.None);
        table.Aggregate("BIT_XOR(INT64) -> INT64", "bit_xor({0})");
        table.Aggregate("ARRAY_AGG(T) -> ARRAY<T>", "list({0})", Gathering | AggregateTraits.NullsModifier);
        table.Aggregate("ARRAY_CONCAT_AGG(ARRAY<T>) -> ARRAY<T>", "flatten(#list({0})#)", AggregateTraits.OrderAndLimit);
        table.Aggregate("STRING_AGG(STRING) -> STRING", "string_agg({0}, ',')", Gathering);
        table.Aggregate("STRING_AGG(STRING, STRING) -> STRING", "string_agg({0}, {1})", Gathering);
        table.Aggregate("APPROX_COUNT_DISTINCT(T) -> INT64", "approx_count_distinct({0})", AggregateTraits.None);

        // exact here, which an approximation may be
        table.Aggregate(
            "APPROX_QUANTILES(T, INT64) -> ARRAY<T>",
            "quantile_disc({0}, list_transform(range({1} + 1), lambda i: i / {1}))");
        Statistics(table);
    }

    private static void Statistics(FunctionTable table)
    {
        table.Aggregate("STDDEV(FLOAT64) -> FLOAT64", "stddev_samp({0})");
        table.Aggregate("STDDEV_SAMP(FLOAT64) -> FLOAT64", "stddev_samp({0})");
        table.Aggregate("STDDEV_POP(FLOAT64) -> FLOAT64", "stddev_pop({0})");
        table.Aggregate("VARIANCE(FLOAT64) -> FLOAT64", "var_samp({0})");
        table.Aggregate("VAR_SAMP(FLOAT64) -> FLOAT64", "var_samp({0})");
        table.Aggregate("VAR_POP(FLOAT64) -> FLOAT64", "var_pop({0})");
        table.Aggregate("CORR(FLOAT64, FLOAT64) -> FLOAT64", "corr({0}, {1})", AggregateTraits.None);
        table.Aggregate("COVAR_SAMP(FLOAT64, FLOAT64) -> FLOAT64", "covar_samp({0}, {1})", AggregateTraits.None);
        table.Aggregate("COVAR_POP(FLOAT64, FLOAT64) -> FLOAT64", "covar_pop({0}, {1})", AggregateTraits.None);
    }
}
