namespace PmpPulse.GoogleSql.Types;

/// <summary>
/// A column of a table or of a query's result: what BigQuery's REST API calls a <c>TableFieldSchema</c>. A column of
/// array type is its REPEATED mode, one of struct type (or repeated struct) its RECORD type.
/// </summary>
/// <param name="Name">Column name; for an unnamed result column BigQuery's <c>f0_</c>, <c>f1_</c>, …</param>
/// <param name="Type">The column's whole type, with the array for a repeated one.</param>
/// <param name="IsRequired">Whether the column refuses NULL. Never set on result columns.</param>
/// <param name="Description">The column's comment, where it has one.</param>
public sealed record SqlField(string Name, SqlType Type, bool IsRequired = false, string? Description = null)
{
    /// <summary>NULLABLE, REQUIRED or REPEATED.</summary>
    public FieldMode Mode => Type.IsArray ? FieldMode.Repeated : IsRequired ? FieldMode.Required : FieldMode.Nullable;

    /// <summary>The type without its array: a repeated column's element type.</summary>
    public SqlType ValueType => Type.ElementType ?? Type;

    /// <summary>
    /// The name that the REST API gives the type in answers: INTEGER, FLOAT, BOOLEAN and RECORD for INT64, FLOAT64,
    /// BOOL and STRUCT; GoogleSQL's own for the rest.
    /// </summary>
    public string RestTypeName => ValueType.Kind switch
    {
        SqlTypeKind.Int64 => "INTEGER",
        SqlTypeKind.Float64 => "FLOAT",
        SqlTypeKind.Bool => "BOOLEAN",
        SqlTypeKind.Struct => "RECORD",
        _ => ValueType.ToString(),
    };

    /// <summary>The fields of a RECORD; empty for every other type.</summary>
    public IReadOnlyList<SqlField> Fields =>
        ValueType.Fields.Select((f, i) => new SqlField(f.Name ?? $"_field_{i + 1}", f.Type)).ToArray();

    /// <summary>
    /// The column that a REST <c>TableFieldSchema</c> describes. Type names of both spellings and any case are taken.
    /// </summary>
    /// <exception cref="ArgumentException">The type or the mode has an unknown name, or a record has no fields.</exception>
    public static SqlField Create(string name, string type, string? mode = null, IReadOnlyList<SqlField>? fields = null, string? description = null)
    {
        SqlType? valueType;
        if (type.Equals("RECORD", StringComparison.OrdinalIgnoreCase) || type.Equals("STRUCT", StringComparison.OrdinalIgnoreCase))
        {
            if (fields is not { Count: > 0 })
            {
                throw new ArgumentException($"Field {name} is type RECORD but has no schema", nameof(fields));
            }

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
