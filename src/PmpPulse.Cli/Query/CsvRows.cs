using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Query;

/// <summary>RFC 4180: a header, lines that end in CR LF, an empty cell for NULL and <c>""</c> for an empty text.</summary>
internal sealed class CsvRows : RowWriter
{
    private const string LineEnd = "\r\n";

    private readonly TextWriter _output;
    private readonly BigQuerySchema _schema;
    private readonly bool _isTerminal;
    private bool _hasHeader;

    public CsvRows(TextWriter output, BigQuerySchema schema)
    {
        _schema = schema;
        _isTerminal = Terminals.On(output).Profile.Out.IsTerminal;
        // a file gets every character unchanged; for a terminal each cell is escaped
        _output = output is TerminalWriter wall ? wall.Inner : output;
    }

    public override void Write(BigQueryRow row)
    {
        Header();
        Line(_schema.Fields.Select((field, ordinal) => Cell(CellText.IsNumber(field), CellText.Of(field, row.GetRaw(ordinal)))));
    }

    public override void End(ResultSummary summary) => Header();

    private void Header()
    {
        if (_hasHeader || _schema.Fields.Count == 0) return;
        _hasHeader = true;
        Line(_schema.Fields.Select(field => Cell(isNumber: false, field.Name)));
    }

    private string Cell(bool isNumber, string? text) => text switch
    {
        null => string.Empty,
        "" => "\"\"",
        _ when isNumber => text,
        _ when _isTerminal => CsvCell.Of(TerminalText.Escape(text, int.MaxValue)),
        _ => CsvCell.Of(text),
    };

    private void Line(IEnumerable<string> cells) => _output.Write((string.Join(',', cells) + LineEnd).AsSpan());
}
