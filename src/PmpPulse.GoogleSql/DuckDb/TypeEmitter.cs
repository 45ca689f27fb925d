using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.DuckDb;

/// <summary>Writes DuckDB type names.</summary>
internal static class TypeEmitter
{
    public static Sql Name(SqlType type) => type.Kind switch
    {
        SqlTypeKind.Int64 => $"BIGINT",
        SqlTypeKind.Float64 => $"DOUBLE",
        SqlTypeKind.Numeric => $"DECIMAL(38,9)",
        SqlTypeKind.Bool => $"BOOLEAN",
        SqlTypeKind.String or SqlTypeKind.Geography => $"VARCHAR",
        SqlTypeKind.Bytes => $"BLOB",
        SqlTypeKind.Date => $"DATE",
        SqlTypeKind.Time => $"TIME",
        SqlTypeKind.Datetime or SqlTypeKind.Timestamp => $"TIMESTAMP",
        SqlTypeKind.Interval => $"INTERVAL",
        SqlTypeKind.Json => $"JSON",
        SqlTypeKind.Array => $"{Name(type.ElementType!)}[]",
        SqlTypeKind.Struct =>
            $"STRUCT({Sql.List(type.DuckDbFieldNames.Zip(type.Fields, (name, field) => (Sql)$"{Sql.Name(name)} {Name(field.Type)}"))})",
        _ => throw new InvalidOperationException($"no DuckDB type for {type.Kind}"),
    };
}
