using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Warehouse;

namespace PmpPulse.Cli.Engines;

/// <summary>A table's columns as the Python of a Beam pipeline writes the fields of a row.</summary>
internal static class BeamColumns
{
    /// <summary>Such as <c>[('station_id', str), ('event_ts', typing.Optional[Timestamp])]</c>.</summary>
    public static string Of(TableName table)
    {
        var fields = BigQueryTable.Parse(WarehouseFiles.Table(table).ResourceJson).Schema!.Fields;
        return $"[{string.Join(", ", fields.Select(field => $"('{field.Name}', {Type(field)})"))}]";
    }

    private static string Type(BigQueryField field)
    {
        // Beam's Timestamp is BigQuery's TIMESTAMP
        var type = field.Type switch
        {
            "TIMESTAMP" => "Timestamp",
            "STRING" or "JSON" => "str",
            "INT64" => "int",
            "FLOAT64" => "float",
            "BOOL" => "bool",
            "BYTES" => "bytes",
            _ => throw new NotSupportedException($"Column {field.Name} is of type {field.Type}, which no Beam row has here."),
        };
        return field.Mode switch
        {
            BigQueryField.Required => type,
            BigQueryField.Repeated => $"typing.Sequence[{type}]",
            _ => $"typing.Optional[{type}]",
        };
    }
}
