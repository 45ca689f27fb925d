using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/timestamp_functions">Timestamp</see>, datetime, date and time
/// functions, without formatting and parsing.
/// </summary>
internal static class DateTimeFunctions
{
    public static void Declare(FunctionTable table)
    {
        Current(table);
        Epochs(table);
        table.Special("TIMESTAMP", ConstructorBinder.Timestamp);
        table.Special("DATETIME", ConstructorBinder.Datetime);
        table.Special("DATE", ConstructorBinder.Date);
        table.Special("TIME", ConstructorBinder.Time);
        table.Scalar("DATE_FROM_UNIX_DATE(INT64) -> DATE", $"(DATE '1970-01-01' + CAST({A} AS INTEGER))");
        table.Scalar("UNIX_DATE(DATE) -> INT64", $"date_diff('day', DATE '1970-01-01', {A})");
        foreach (var (name, type) in (ReadOnlySpan<(string, SqlType)>)
            [("TIMESTAMP", SqlType.Timestamp), ("DATETIME", SqlType.Datetime), ("DATE", SqlType.Date), ("TIME", SqlType.Time)])
        {
            table.Special($"{name}_TRUNC", call => DatePartBinder.Trunc(call, type));
            table.Special($"{name}_ADD", call => DatePartBinder.Add(call, type, $"+"));
            table.Special($"{name}_SUB", call => DatePartBinder.Add(call, type, $"-"));
            table.Special($"{name}_DIFF", call => DatePartBinder.Diff(call, type));
        }

        table.Special("LAST_DAY", DatePartBinder.LastDay);
    }

    private static void Current(FunctionTable table)
    {
        table.Special("CURRENT_TIMESTAMP", static call => CurrentBinder.Bind(call, SqlType.Timestamp));
        table.Special("CURRENT_DATETIME", static call => CurrentBinder.Bind(call, SqlType.Datetime));
        table.Special("CURRENT_DATE", static call => CurrentBinder.Bind(call, SqlType.Date));
        table.Special("CURRENT_TIME", static call => CurrentBinder.Bind(call, SqlType.Time));
    }

    private static void Epochs(FunctionTable table)
    {
        table.Scalar("UNIX_MICROS(TIMESTAMP) -> INT64", $"epoch_us({A})");
        Epochs(table, "MICROS", A);
        foreach (var (unit, micros) in (ReadOnlySpan<(string, Sql)>)[("MILLIS", $"1000"), ("SECONDS", $"1000000")])
        {
            // before 1970 DuckDB's division rounds up; BigQuery rounds down
            table.Scalar(
                $"UNIX_{unit}(TIMESTAMP) -> INT64",
                $"((epoch_us({A}) - (((epoch_us({A}) % {micros}) + {micros}) % {micros})) // {micros})");
            Epochs(table, unit, $"{A} * {micros}");
        }
    }

    private static void Epochs(FunctionTable table, string unit, Template micros)
    {
        table.Scalar($"TIMESTAMP_{unit}(INT64) -> TIMESTAMP", $"make_timestamp({micros})");
        table.Scalar($"TIMESTAMP_FROM_UNIX_{unit}(INT64) -> TIMESTAMP", $"make_timestamp({micros})");
    }
}
