using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.DuckDb;

/// <summary>Writes types as DuckDB takes them.</summary>
internal static class TypeEmitter
{
    public static Sql Name(SqlType type) => type.Kind switch
    {
        SqlTypeKind.Int64 => $"BIGINT",
        SqlTypeKind.Float64 => $"DOUBLE",
        SqlTypeKind.Numeric => $"DECIMAL(38,9)",
        SqlTypeKind.Bool => $"BOOLEAN",
        SqlTypeKind.String => $"VARCHAR",
        SqlTypeKind.Bytes => $"BLOB",
        SqlTypeKind.Date => $"DATE",
        SqlTypeKind.Time => $"TIME",
        SqlTypeKind.Datetime or SqlTypeKind.Timestamp => $"TIMESTAMP",
        SqlTypeKind.Interval => $"INTERVAL",
        SqlTypeKind.Json => $"JSON",
        SqlTypeKind.Array => $"{Name(type.ElementType!)}[]",
        SqlTypeKind.Struct => $"STRUCT({Sql.List(FieldNames(type).Zip(type.Fields, (name, field) => (Sql)$"{Sql.Name(name)} {Name(field.Type)}"))})",
        _ => throw new InvalidOperationException($"no DuckDB type for {type.Kind}"),
    };

    /// <summary>
    /// The DuckDB names of a struct's fields. DuckDB wants each named and no two alike; GoogleSQL does not. One without a name is called
    /// as BigQuery calls it in a result and a table, or it would not fit them.
    /// </summary>
    public static string[] FieldNames(SqlType type)
    {
        var names = new string[type.Fields.Count];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Length; i++)
        {
            var name = type.Fields[i].Name;
            names[i] = !string.IsNullOrEmpty(name) && taken.Add(name) ? name : $"_field_{i + 1}";
            taken.Add(names[i]);
        }

        return names;
    }
}
