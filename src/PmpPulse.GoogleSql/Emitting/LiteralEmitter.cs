using System.Globalization;
using System.Text;
using PmpPulse.GoogleSql.Binding.Tree;

namespace PmpPulse.GoogleSql.Emitting;

/// <summary>
/// Writes constants so that DuckDB gives them exactly their BigQuery type: its own literals are narrower
/// (<c>5</c> an INTEGER, <c>2.5</c> a DECIMAL).
/// </summary>
internal static class LiteralEmitter
{
    public static string Emit(BoundLiteral literal) => literal.Value is null
        ? $"CAST(NULL AS {TypeEmitter.Name(literal.Type)})"
        : literal.Type.Kind switch
        {
            SqlTypeKind.Int64 => $"CAST({Integer((long)literal.Value)} AS BIGINT)",
            SqlTypeKind.Float64 => Real((double)literal.Value),
            SqlTypeKind.Numeric => $"CAST('{literal.Value}' AS DECIMAL(38,9))",
            SqlTypeKind.Bool => (bool)literal.Value ? "true" : "false",
            SqlTypeKind.String => Text((string)literal.Value),
            SqlTypeKind.Json => $"CAST({Text((string)literal.Value)} AS JSON)",
            SqlTypeKind.Bytes => Bytes((byte[])literal.Value),
            SqlTypeKind.Date => $"DATE '{((DateOnly)literal.Value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'",
            SqlTypeKind.Time => $"TIME '{Civil((long)literal.Value, "HH:mm:ss.ffffff")}'",
            SqlTypeKind.Datetime or SqlTypeKind.Timestamp => $"TIMESTAMP '{Civil((long)literal.Value, "yyyy-MM-dd HH:mm:ss.ffffff")}'",
            _ => throw new InvalidOperationException($"no literals of type {literal.Type}"),
        };

    public static string Integer(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A string constant. A NUL would end the statement's text for DuckDB, so it is put in by code.</summary>
    public static string Text(string value)
    {
        var quoted = $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
        return value.Contains('\0', StringComparison.Ordinal) ? $"({quoted.Replace("\0", "' || chr(0) || '", StringComparison.Ordinal)})" : quoted;
    }

    private static string Real(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "CAST('nan' AS DOUBLE)" : value > 0 ? "CAST('inf' AS DOUBLE)" : "CAST('-inf' AS DOUBLE)";
        }

        // only a literal with an exponent is a DOUBLE to DuckDB
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var real = text.Contains('E', StringComparison.Ordinal) ? text : text + "e0";
        return value < 0 || real[0] == '-' ? $"({real})" : real;
    }

    private static string Bytes(byte[] bytes)
    {
        var text = new StringBuilder("CAST('", (bytes.Length * 4) + 16);
        foreach (var value in bytes)
        {
            text.Append("\\x").Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }

        return text.Append("' AS BLOB)").ToString();
    }

    private static string Civil(long micros, string format)
    {
        var ticks = DateTime.UnixEpoch.Ticks + (micros * TimeSpan.TicksPerMicrosecond);
        return new DateTime(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks)).ToString(format, CultureInfo.InvariantCulture);
    }
}
