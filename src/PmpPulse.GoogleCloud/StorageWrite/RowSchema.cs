using Google.Cloud.BigQuery.Storage.V1;
using Google.Protobuf.Reflection;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>
/// How rows of a table are encoded: a self-contained proto2 message with one field per column. Presence is explicit: a column that isn't
/// written is NULL, a zero that is written is 0.
/// </summary>
public sealed class RowSchema
{
    private readonly Dictionary<string, RowColumn> _columns = new(StringComparer.Ordinal);

    private RowSchema(IReadOnlyList<BigQueryField> fields)
    {
        Descriptor = new DescriptorProto { Name = "Row" };
        foreach (var field in fields)
        {
            var number = _columns.Count + 1;
            var kind = KindOf(field);
            var column = new RowColumn(field.Name, field.Type, field.Mode == BigQueryField.Repeated, number, kind);
            if (!_columns.TryAdd(field.Name, column))
            {
                throw new ArgumentException($"Column {field.Name} occurs twice.", nameof(fields));
            }

            Descriptor.Field.Add(new FieldDescriptorProto
            {
                Name = field.Name,
                Number = number,
                Type = kind switch
                {
                    RowWireKind.Text => FieldDescriptorProto.Types.Type.String,
                    RowWireKind.Bytes => FieldDescriptorProto.Types.Type.Bytes,
                    RowWireKind.Date => FieldDescriptorProto.Types.Type.Int32,
                    RowWireKind.Double => FieldDescriptorProto.Types.Type.Double,
                    RowWireKind.Bool => FieldDescriptorProto.Types.Type.Bool,
                    _ => FieldDescriptorProto.Types.Type.Int64,
                },
                // REQUIRED columns too: a missing value is then one row's error, not an append that can't be parsed
                Label = column.IsRepeated ? FieldDescriptorProto.Types.Label.Repeated : FieldDescriptorProto.Types.Label.Optional,
            });
        }

        WriterSchema = new ProtoSchema { ProtoDescriptor = Descriptor };
    }

    /// <summary>The message rows are encoded as; don't change it.</summary>
    public DescriptorProto Descriptor { get; }

    /// <summary>How many columns there are.</summary>
    public int Count => _columns.Count;

    internal ProtoSchema WriterSchema { get; }

    /// <summary>From a table's columns.</summary>
    /// <exception cref="NotSupportedException">A column is of type STRUCT or RANGE.</exception>
    public static RowSchema From(BigQuerySchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new RowSchema(schema.Fields);
    }

    /// <summary>From a BigQuery REST Table resource, as the files of <c>infra/bigquery/schemas</c> are.</summary>
    /// <exception cref="NotSupportedException">A column is of type STRUCT or RANGE.</exception>
    public static RowSchema FromResourceJson(string resourceJson) =>
        From(BigQueryTable.Parse(resourceJson).Schema ?? throw new ArgumentException("The table resource has no schema.", nameof(resourceJson)));

    /// <summary>The column of that name, matched exactly.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public RowColumn Column(string name) => _columns.TryGetValue(name, out var column)
        ? column
        : throw new KeyNotFoundException($"The table has no column {name}; it has {string.Join(", ", _columns.Keys)}.");

    private static RowWireKind KindOf(BigQueryField field) => field.Type.ToUpperInvariant() switch
    {
        "INT64" or "INTEGER" => RowWireKind.Int64,
        "FLOAT64" or "FLOAT" => RowWireKind.Double,
        "BOOL" or "BOOLEAN" => RowWireKind.Bool,
        "BYTES" => RowWireKind.Bytes,
        "TIMESTAMP" => RowWireKind.Timestamp,
        "DATE" => RowWireKind.Date,
        "STRING" or "JSON" or "DATETIME" or "TIME" or "NUMERIC" or "BIGNUMERIC" or "GEOGRAPHY" or "INTERVAL" => RowWireKind.Text,
        _ => throw new NotSupportedException($"Column {field.Name} is of type {field.Type}, which rows can't be encoded for."),
    };
}
