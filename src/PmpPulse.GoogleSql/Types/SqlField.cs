namespace PmpPulse.GoogleSql.Types;

/// <summary>
/// A column of a table or query result: a <c>TableFieldSchema</c> of BigQuery's REST API. A column of array type has the REPEATED mode, and
/// a struct or array of structs the RECORD type.
/// </summary>
/// <param name="Name">Column name; BigQuery's <c>f0_</c>, <c>f1_</c>, … for an unnamed result column.</param>
/// <param name="Type">The column's full type, including the array of a repeated column.</param>
/// <param name="IsRequired">Whether the column refuses NULL. Never set on result columns.</param>
/// <param name="Description">The column's comment, if any.</param>
public sealed record SqlField(string Name, SqlType Type, bool IsRequired = false, string? Description = null)
{
    /// <summary>NULLABLE, REQUIRED or REPEATED.</summary>
    public FieldMode Mode => Type.IsArray ? FieldMode.Repeated : IsRequired ? FieldMode.Required : FieldMode.Nullable;

    /// <summary>The type without the array of a repeated column.</summary>
    public SqlType ValueType => Type.ElementType ?? Type;

    /// <summary>
    /// The type's name in REST responses: INTEGER, FLOAT, BOOLEAN and RECORD for INT64, FLOAT64, BOOL and STRUCT, otherwise GoogleSQL's
    /// name.
    /// </summary>
    public string RestTypeName => ValueType.Kind switch
    {
        SqlTypeKind.Int64 => "INTEGER",
        SqlTypeKind.Float64 => "FLOAT",
        SqlTypeKind.Bool => "BOOLEAN",
        SqlTypeKind.Struct => "RECORD",
        _ => ValueType.ToString(),
    };

    /// <summary>The fields of a RECORD; empty for all other types.</summary>
    public IReadOnlyList<SqlField> Fields =>
        ValueType.Fields.Select((f, i) => new SqlField(f.Name ?? $"_field_{i + 1}", f.Type)).ToArray();

    /// <summary>Creates a column from a REST <c>TableFieldSchema</c>. Accepts both sets of type names, in any case.</summary>
    /// <exception cref="ArgumentException">The type or mode is unknown, or a record has no fields.</exception>
    public static SqlField Create(
        string name, string type, string? mode = null, IReadOnlyList<SqlField>? fields = null, string? description = null)
    {
        SqlType? valueType;
        if (type.Equals("RECORD", StringComparison.OrdinalIgnoreCase) || type.Equals("STRUCT", StringComparison.OrdinalIgnoreCase))
        {
            if (fields is not { Count: > 0 }) throw new ArgumentException($"Field {name} is type RECORD but has no schema", nameof(fields));

            valueType = SqlType.StructOf(fields.Select(f => new StructField(f.Name, f.Type)).ToArray());
        }
        else if (!SqlType.TryFromName(type, out valueType))
        {
            throw new ArgumentException($"Invalid value for type: {type} is not a valid value", nameof(type));
        }

        return (mode ?? "NULLABLE").ToUpperInvariant() switch
        {
            "NULLABLE" or "" => new SqlField(name, valueType, false, description),
            "REQUIRED" => new SqlField(name, valueType, true, description),
            "REPEATED" => new SqlField(name, SqlType.ArrayOf(valueType), false, description),
            _ => throw new ArgumentException($"Invalid value for mode: {mode} is not a valid value", nameof(mode)),
        };
    }
}
