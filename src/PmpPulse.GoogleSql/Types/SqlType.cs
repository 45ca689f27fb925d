using System.Diagnostics.CodeAnalysis;

namespace PmpPulse.GoogleSql.Types;

/// <summary>
/// A BigQuery type with structural equality; struct field names ignore case. <see cref="ToString"/> uses GoogleSQL's spelling:
/// <c>ARRAY&lt;STRUCT&lt;a INT64&gt;&gt;</c>.
/// </summary>
public sealed class SqlType : IEquatable<SqlType>
{
    private string[]? _duckDbFieldNames;

    private SqlType(SqlTypeKind kind, SqlType? elementType = null, IReadOnlyList<StructField>? fields = null)
    {
        Kind = kind;
        ElementType = elementType;
        Fields = fields ?? [];
        Size = 1 + Math.Min(int.MaxValue / 2, (elementType?.Size ?? 0) + Fields.Sum(f => (long)f.Type.Size));
    }

    public static SqlType Int64 { get; } = new(SqlTypeKind.Int64);

    public static SqlType Float64 { get; } = new(SqlTypeKind.Float64);

    public static SqlType Numeric { get; } = new(SqlTypeKind.Numeric);

    public static SqlType Bool { get; } = new(SqlTypeKind.Bool);

    public static SqlType String { get; } = new(SqlTypeKind.String);

    public static SqlType Bytes { get; } = new(SqlTypeKind.Bytes);

    public static SqlType Date { get; } = new(SqlTypeKind.Date);

    public static SqlType Time { get; } = new(SqlTypeKind.Time);

    public static SqlType Datetime { get; } = new(SqlTypeKind.Datetime);

    public static SqlType Timestamp { get; } = new(SqlTypeKind.Timestamp);

    public static SqlType Interval { get; } = new(SqlTypeKind.Interval);

    public static SqlType Json { get; } = new(SqlTypeKind.Json);

    public static SqlType Geography { get; } = new(SqlTypeKind.Geography);

    public SqlTypeKind Kind { get; }

    /// <summary>The type of an array's elements; null if this is not an array.</summary>
    public SqlType? ElementType { get; }

    /// <summary>The fields of a struct in order; empty if this is not a struct.</summary>
    public IReadOnlyList<StructField> Fields { get; }

    /// <summary>The number of types it consists of, including itself. It grows exponentially when a struct repeats a struct type.</summary>
    internal long Size { get; }

    /// <summary>
    /// The fields' names in DuckDB, which must be present and distinct; GoogleSQL's need not be. An unnamed field gets the name that
    /// BigQuery gives it in results and tables, so that the types match.
    /// </summary>
    internal IReadOnlyList<string> DuckDbFieldNames => _duckDbFieldNames ??= DistinctNames();

    public bool IsArray => Kind == SqlTypeKind.Array;

    public bool IsStruct => Kind == SqlTypeKind.Struct;

    public static SqlType ArrayOf(SqlType elementType) => new(SqlTypeKind.Array, elementType);

    public static SqlType StructOf(IReadOnlyList<StructField> fields) => new(SqlTypeKind.Struct, fields: fields);

    /// <summary>
    /// Looks up a scalar type by its GoogleSQL name (<c>INT64</c>, <c>DECIMAL</c>, …) or its legacy REST name (<c>INTEGER</c>,
    /// <c>FLOAT</c>, <c>BOOLEAN</c>).
    /// </summary>
    public static bool TryFromName(string name, [NotNullWhen(true)] out SqlType? type)
    {
        type = name.ToUpperInvariant() switch
        {
            "INT64" or "INTEGER" or "INT" or "SMALLINT" or "BIGINT" or "TINYINT" or "BYTEINT" => Int64,
            "FLOAT64" or "FLOAT" => Float64,
            "NUMERIC" or "DECIMAL" => Numeric,
            "BOOL" or "BOOLEAN" => Bool,
            "STRING" => String,
            "BYTES" => Bytes,
            "DATE" => Date,
            "TIME" => Time,
            "DATETIME" => Datetime,
            "TIMESTAMP" => Timestamp,
            "INTERVAL" => Interval,
            "JSON" => Json,
            "GEOGRAPHY" => Geography,
            _ => null,
        };
        return type is not null;
    }

    public bool Equals(SqlType? other)
    {
        if (ReferenceEquals(this, other)) return true;

        if (other is null || Kind != other.Kind || !Equals(ElementType, other.ElementType) || Fields.Count != other.Fields.Count)
        {
            return false;
        }

        for (var i = 0; i < Fields.Count; i++)
        {
            if (!string.Equals(Fields[i].Name, other.Fields[i].Name, StringComparison.OrdinalIgnoreCase)
                || !Fields[i].Type.Equals(other.Fields[i].Type))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as SqlType);

    public override int GetHashCode() => HashCode.Combine(Kind, ElementType, Fields.Count);

    public override string ToString() => Kind switch
    {
        SqlTypeKind.Array => $"ARRAY<{ElementType}>",
        SqlTypeKind.Struct => $"STRUCT<{string.Join(", ", Fields.Select(f => f.Name is null ? $"{f.Type}" : $"{f.Name} {f.Type}"))}>",
        _ => Kind.ToString().ToUpperInvariant(),
    };

    private string[] DistinctNames()
    {
        var names = new string[Fields.Count];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Length; i++)
        {
            var name = Fields[i].Name;
            names[i] = !string.IsNullOrEmpty(name) && taken.Add(name) ? name : $"_field_{i + 1}";
            taken.Add(names[i]);
        }

        return names;
    }
}
