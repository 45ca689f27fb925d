using System.Globalization;
using System.Text;
using System.Text.Json;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Query;

/// <summary>
/// One document: <c>columns</c>, <c>rows</c>, and a summary, with <c>is_cut</c> if the limit left rows out.
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

    public override void Write(BigQueryRow row)
    {
        _writer.WriteStartObject();
        for (var i = 0; i < _schema.Fields.Count; i++)
        {
            _writer.WritePropertyName(_schema.Fields[i].Name);
            CellText.Write(_writer, _schema.Fields[i], row.GetRaw(i));
        }

        _writer.WriteEndObject();
        Flush();
    }

    public override void End(ResultSummary summary)
    {
        _writer.WriteEndArray();
        _writer.WriteNumber("total_rows", summary.Total);
        _writer.WriteBoolean("is_cut", summary.Total > summary.Written);
        if (summary.Changed is { } changed) _writer.WriteNumber("changed_rows", changed);
        _writer.WriteString("bytes_processed", summary.BytesProcessed.ToString(CultureInfo.InvariantCulture));
        _writer.WriteEndObject();
        Flush();
        _output.Write('\n');
    }

    public override void Dispose()
    {
        _writer.Dispose();
        base.Dispose();
    }

    private void Flush()
    {
        _writer.Flush();
        _output.Write(Encoding.UTF8.GetString(_buffer.GetBuffer(), 0, (int)_buffer.Length).AsSpan());
        _buffer.SetLength(0);
    }
}
