using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Query;

/// <summary>How much of a result was written.</summary>
/// <param name="Written">Rows that were written.</param>
/// <param name="Total">Rows of the result.</param>
/// <param name="Changed">Rows that a DML statement changed; null for a query.</param>
/// <param name="BytesProcessed">Bytes that were read.</param>
internal sealed record ResultSummary(long Written, long Total, long? Changed, long BytesProcessed);

/// <summary>Writes a result row by row.</summary>
internal abstract class RowWriter : IDisposable
{
    public static RowWriter Of(QueryFormat format, TextWriter output, BigQueryResults results) => format switch
    {
        QueryFormat.Json => new JsonRows(output, results.Schema),
        QueryFormat.Csv => new CsvRows(output, results.Schema),
        _ => new TableRows(output, results.Schema),
    };

    public abstract void Write(BigQueryRow row);

    public abstract void End(ResultSummary summary);

    public virtual void Dispose()
    {
    }
}
