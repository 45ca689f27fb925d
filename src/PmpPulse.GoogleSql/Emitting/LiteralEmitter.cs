using System.Globalization;
using System.Text;
using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Emitting;

/// <summary>
/// Emits constants so that they have exactly their BigQuery type. DuckDB's own literals are narrower: <c>5</c> is an INTEGER, <c>2.5</c> a
/// DECIMAL.
/// </summary>
internal static class LiteralEmitter
{
    public static Sql Emit(BoundLiteral literal) => literal.Value is null
        ? $"CAST(NULL AS {TypeEmitter.Name(literal.Type)})"
        : literal.Type.Kind switch
        {
            SqlTypeKind.Int64 => $"CAST({Sql.Number((long)literal.Value)} AS BIGINT)",
            SqlTypeKind.Float64 => Sql.Number((double)literal.Value),
            SqlTypeKind.Numeric => $"CAST({Sql.Text((string)literal.Value)} AS DECIMAL(38,9))",
            SqlTypeKind.Bool => (bool)literal.Value ? (Sql)$"true" : $"false",
            SqlTypeKind.String => Sql.Text((string)literal.Value),
            SqlTypeKind.Json => $"CAST({Sql.Text((string)literal.Value)} AS JSON)",
            SqlTypeKind.Bytes => $"CAST({Sql.Text(Escaped((byte[])literal.Value))} AS BLOB)",
            SqlTypeKind.Date => $"DATE {Sql.Text(((DateOnly)literal.Value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))}",
            SqlTypeKind.Time => $"TIME {Civil((long)literal.Value, "HH:mm:ss.ffffff")}",
            SqlTypeKind.Datetime or SqlTypeKind.Timestamp => $"TIMESTAMP {Civil((long)literal.Value, "yyyy-MM-dd HH:mm:ss.ffffff")}",
            _ => throw new InvalidOperationException($"no literals of type {literal.Type}"),
        };

    private static string Escaped(byte[] bytes)
    {
        var text = new StringBuilder(bytes.Length * 4);
        foreach (var value in bytes) text.Append("\\x").Append(value.ToString("X2", CultureInfo.InvariantCulture));

        return text.ToString();
    }

    private static Sql Civil(long micros, string format)
    {
        var ticks = DateTime.UnixEpoch.Ticks + (micros * TimeSpan.TicksPerMicrosecond);
        return Sql.Text(new DateTime(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks)).ToString(format, CultureInfo.InvariantCulture));
    }
}
