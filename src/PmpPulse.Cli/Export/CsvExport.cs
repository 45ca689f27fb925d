using System.Text;
using PmpPulse.Cli.Query;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Export;

/// <summary>The CSV of <c>pmpctl query</c>, UTF-8.</summary>
internal sealed class CsvExport(Stream output, BigQuerySchema schema) : ExportWriter
{
    private readonly StreamWriter _text = new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
    private CsvRows? _rows;

    public override Task WriteAsync(BigQueryRow row, CancellationToken cancellationToken)
    {
        Rows().Write(row);
        return Task.CompletedTask;
    }

    public override Task EndAsync(CancellationToken cancellationToken)
    {
        Rows().End(new ResultSummary(0, 0, null, 0));
        return _text.FlushAsync(cancellationToken);
    }

    public override ValueTask DisposeAsync() => _text.DisposeAsync();

    private CsvRows Rows() => _rows ??= new CsvRows(_text, schema);
}
