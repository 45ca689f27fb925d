using System.Collections.Immutable;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.LocalCloud.BigQuery.Schema;

/// <summary>How DuckDB stores BigQuery's types.</summary>
internal static class DuckTypes
{
    public static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The type of a stored column. A repeated column is a list.</summary>
    public static string TypeOf(Field field)
    {
        var element = field.Type switch
        {
            FieldType.Int64 => "BIGINT",
            FieldType.Float64 => "DOUBLE",
            FieldType.Bool => "BOOLEAN",
            FieldType.String => "VARCHAR",
            FieldType.Bytes => "BLOB",
            // UTC microseconds: a TIMESTAMPTZ would be shown in the session's time zone
            FieldType.Timestamp or FieldType.DateTime => "TIMESTAMP",
            FieldType.Date => "DATE",
            FieldType.Time => "TIME",
            FieldType.Numeric => "DECIMAL(38,9)",
            FieldType.Json => "JSON",
            FieldType.Struct => $"STRUCT({string.Join(", ", field.Fields.Select(child => $"{Quote(child.Name)} {TypeOf(child)}"))})",
            _ => throw new ArgumentOutOfRangeException(nameof(field)),
        };
        return field.IsRepeated ? element + "[]" : element;
    }

    /// <summary>The columns of a stored table: the number of each row's append first, so that columns can be added after the others.</summary>
    public static string Columns(ImmutableArray<Field> fields) =>
        string.Join(", ", fields.Select(Column).Prepend($"{Quote(TableRelation.AppendColumn)} BIGINT"));

    /// <summary>A column definition in CREATE TABLE. A repeated column is never NULL, as in BigQuery.</summary>
    public static string Column(Field field) => field.Mode switch
    {
        FieldMode.Required => $"{Quote(field.Name)} {TypeOf(field)} NOT NULL{Compression(field)}",
        FieldMode.Repeated => $"{Quote(field.Name)} {TypeOf(field)} DEFAULT []",
        _ => $"{Quote(field.Name)} {TypeOf(field)}{Compression(field)}",
    };

    /// <summary>
    /// Text that is a document of its own, such as <c>raw_station_json</c>, is written often and read seldom: ZSTD makes it half as large as
    /// the method that DuckDB would choose, and takes less time.
    /// </summary>
    private static string Compression(Field field) =>
        field.Type == FieldType.String && field.Name.EndsWith("_json", StringComparison.OrdinalIgnoreCase) ? " USING COMPRESSION zstd" : "";
}
