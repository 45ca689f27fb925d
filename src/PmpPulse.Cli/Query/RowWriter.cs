using System.Globalization;
using System.Text;
using System.Text.Json;
using PmpPulse.GoogleCloud.BigQuery;
using Spectre.Console;

namespace PmpPulse.Cli.Query;

/// <summary>What was written of a result.</summary>
/// <param name="Written">Rows that were written.</param>
/// <param name="Total">Rows that there are.</param>
/// <param name="Changed">Rows that a DML statement changed; null for a query.</param>
/// <param name="BytesProcessed">Bytes that were read.</param>
internal sealed record ResultSummary(long Written, long Total, long? Changed, long BytesProcessed);

/// <summary>Writes a result row by row.</summary>
internal abstract class RowWriter : IAsyncDisposable
{
    public static RowWriter Of(QueryFormat format, TextWriter output, BigQueryResults results) => format switch
    {
        QueryFormat.Json => new JsonRows(output, results.Schema),
        QueryFormat.Csv => new CsvRows(output, results.Schema),
        _ => new TableRows(output, results.Schema),
    };

    public abstract Task WriteAsync(BigQueryRow row);

    public abstract Task EndAsync(ResultSummary summary);

    public abstract ValueTask DisposeAsync();
}

/// <summary>A table; each row on one line, however wide.</summary>
internal sealed class TableRows(TextWriter output, BigQuerySchema schema) : RowWriter
{
    private readonly List<Cell[]> _rows = [];

    public override Task WriteAsync(BigQueryRow row)
    {
        _rows.Add([.. schema.Fields.Select((field, ordinal) => CellText.Of(field, row.GetRaw(ordinal)) is { } text ? text : Cell.Of($"[grey]NULL[/]"))]);
        return Task.CompletedTask;
    }

    public override Task EndAsync(ResultSummary summary)
    {
        if (schema.Fields.Count == 0) return Task.CompletedTask;
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var field in schema.Fields)
        {
            var column = new TableColumn(new Text(TerminalText.Escape(field.Name))).NoWrap();
            table.AddColumn(CellText.IsNumber(field) ? column.RightAligned() : column);
        }

        foreach (var row in _rows) table.Row(row);
        var console = Terminals.On(output);
        console.Profile.Width = int.MaxValue / 4;
        console.Write(table);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

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
        // a file gets every character as it is; of what a terminal gets, each cell is escaped
        _output = output is TerminalWriter wall ? wall.Inner : output;
    }

    public override async Task WriteAsync(BigQueryRow row)
    {
        await HeaderAsync();
        await LineAsync(_schema.Fields.Select((field, ordinal) => Cell(CellText.IsNumber(field), CellText.Of(field, row.GetRaw(ordinal)))));
    }

    public override Task EndAsync(ResultSummary summary) => HeaderAsync();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task HeaderAsync()
    {
        if (_hasHeader || _schema.Fields.Count == 0) return;
        _hasHeader = true;
        await LineAsync(_schema.Fields.Select(field => Cell(isNumber: false, field.Name)));
    }

    private string Cell(bool isNumber, string? text) => text switch
    {
        null => string.Empty,
        "" => "\"\"",
        _ when isNumber => text,
        _ when _isTerminal => CsvCell.Of(TerminalText.Escape(text, int.MaxValue)),
        _ => CsvCell.Of(text),
    };

    private async Task LineAsync(IEnumerable<string> cells)
    {
        await _output.WriteAsync(string.Join(',', cells));
        await _output.WriteAsync(LineEnd);
    }
}

/// <summary>
/// One document: <c>columns</c>, <c>rows</c>, and what else there is to know, with <c>is_cut</c> where the limit left rows out.
/// </summary>
internal sealed class JsonRows : RowWriter
{
    private readonly TextWriter _output;
    private readonly BigQuerySchema _schema;
    private readonly MemoryStream _buffer = new();
    private readonly Utf8JsonWriter _writer;

    public JsonRows(TextWriter output, BigQuerySchema schema)
    {
        _output = output;
        _schema = schema;
        _writer = CellText.JsonWriter(_buffer);
        _writer.WriteStartObject();
        _writer.WriteStartArray("columns");
        foreach (var field in schema.Fields)
        {
            _writer.WriteStartObject();
            _writer.WriteString("name", field.Name);
            _writer.WriteString("type", field.Mode == BigQueryField.Repeated ? $"ARRAY<{field.Type}>" : field.Type);
            _writer.WriteEndObject();
        }

        _writer.WriteEndArray();
        _writer.WriteStartArray("rows");
    }

    public override async Task WriteAsync(BigQueryRow row)
    {
        _writer.WriteStartObject();
        for (var i = 0; i < _schema.Fields.Count; i++)
        {
            _writer.WritePropertyName(_schema.Fields[i].Name);
            CellText.Write(_writer, _schema.Fields[i], row.GetRaw(i));
        }

        _writer.WriteEndObject();
        await FlushAsync();
    }

    public override async Task EndAsync(ResultSummary summary)
    {
        _writer.WriteEndArray();
        _writer.WriteNumber("total_rows", summary.Total);
        _writer.WriteBoolean("is_cut", summary.Total > summary.Written);
        if (summary.Changed is { } changed) _writer.WriteNumber("changed_rows", changed);
        _writer.WriteString("bytes_processed", summary.BytesProcessed.ToString(CultureInfo.InvariantCulture));
        _writer.WriteEndObject();
        await FlushAsync();
        await _output.WriteLineAsync();
    }

    public override ValueTask DisposeAsync() => _writer.DisposeAsync();

    private async Task FlushAsync()
    {
        await _writer.FlushAsync();
        await _output.WriteAsync(Encoding.UTF8.GetString(_buffer.GetBuffer(), 0, (int)_buffer.Length));
        _buffer.SetLength(0);
    }
}
