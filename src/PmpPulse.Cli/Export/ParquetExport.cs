using Parquet;
using Parquet.Schema;
using PmpPulse.Cli.Query;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Export;

/// <summary>
/// Parquet: INT64, FLOAT64, BOOL and STRING as such; TIMESTAMP in microseconds, UTC; DATETIME in microseconds without a zone; all others as
/// text, arrays and structs as JSON. Every column may be null.
/// </summary>
internal sealed class ParquetExport : ExportWriter
{
    private const int RowsOfGroup = 50_000;

    private readonly ParquetWriter _writer;
    private readonly Column[] _columns;
    private int _rows;

    private ParquetExport(ParquetWriter writer, Column[] columns) => (_writer, _columns) = (writer, columns);

    public static async Task<ParquetExport> CreateAsync(Stream output, BigQuerySchema schema, CancellationToken cancellationToken)
    {
        var columns = schema.Fields.Select(ColumnOf).ToArray();
        var writer = await ParquetWriter.CreateAsync(new ParquetSchema(columns.Select(column => column.Field)), output, cancellationToken: cancellationToken);
        return new ParquetExport(writer, columns);
    }

    public override async Task WriteAsync(BigQueryRow row, CancellationToken cancellationToken)
    {
        foreach (var column in _columns) column.Add(row);
        if (++_rows == RowsOfGroup) await WriteGroupAsync();
    }

    public override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_rows > 0) await WriteGroupAsync();
    }

    /// <summary>Also writes the footer.</summary>
    public override ValueTask DisposeAsync() => _writer.DisposeAsync();

    private async Task WriteGroupAsync()
    {
        using var group = _writer.CreateRowGroup();
        foreach (var column in _columns) await column.WriteAsync(group);
        _rows = 0;
    }

    private static Column ColumnOf(BigQueryField field, int ordinal)
    {
        var name = field.Name;
        return (field.Mode == BigQueryField.Repeated ? null : field.Type) switch
        {
            "INTEGER" or "INT64" => new Values<long>(new DataField<long?>(name), row => row.GetInt64OrNull(name)),
            "FLOAT" or "FLOAT64" => new Values<double>(new DataField<double?>(name), row => row.GetDoubleOrNull(name)),
            "BOOLEAN" or "BOOL" => new Values<bool>(new DataField<bool?>(name), row => row.GetBoolOrNull(name)),
            "TIMESTAMP" => new Values<DateTime>(Time(name, isUtc: true), row => row.GetTimestampOrNull(name)?.UtcDateTime),
            "DATETIME" => new Values<DateTime>(Time(name, isUtc: false), row => row.IsNull(name) ? null : row.GetDateTime(name)),
            _ => new Texts(new DataField<string>(name), row => CellText.Of(field, row.GetRaw(ordinal))),
        };
    }

    private static DateTimeDataField Time(string name, bool isUtc) => new(name, DateTimeFormat.DateAndTimeMicros, isUtc, isNullable: true);

    /// <summary>The values of one row group.</summary>
    private abstract class Column(DataField field)
    {
        public DataField Field { get; } = field;

        public abstract void Add(BigQueryRow row);

        public abstract Task WriteAsync(ParquetRowGroupWriter group);
    }

    private sealed class Values<T>(DataField field, Func<BigQueryRow, T?> read) : Column(field)
        where T : struct
    {
        private readonly List<T?> _values = [];

        public override void Add(BigQueryRow row) => _values.Add(read(row));

        public override async Task WriteAsync(ParquetRowGroupWriter group)
        {
            await group.WriteAsync<T>(Field, _values.ToArray().AsMemory());
            _values.Clear();
        }
    }

    private sealed class Texts(DataField field, Func<BigQueryRow, string?> read) : Column(field)
    {
        private readonly List<string?> _values = [];

        public override void Add(BigQueryRow row) => _values.Add(read(row));

        public override async Task WriteAsync(ParquetRowGroupWriter group)
        {
            await group.WriteAsync(Field, _values!);
            _values.Clear();
        }
    }
}
