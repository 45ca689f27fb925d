using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Export;

/// <summary>Writes rows to a file. Each row is written once, then the end.</summary>
internal abstract class ExportWriter : IAsyncDisposable
{
    public abstract Task WriteAsync(BigQueryRow row, CancellationToken cancellationToken);

    public abstract Task EndAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    /// <exception cref="Operations.MisuseException">The rows have no place, and the format needs one.</exception>
    public static async Task<ExportWriter> CreateAsync(ExportFormat format, Stream output, BigQuerySchema schema, CancellationToken cancellationToken) => format switch
    {
        ExportFormat.Parquet => await ParquetExport.CreateAsync(output, schema, cancellationToken),
        ExportFormat.GeoJson => new GeoJsonExport(output, schema),
        _ => new CsvExport(output, schema),
    };
}
