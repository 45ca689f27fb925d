using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Typing;

/// <summary>Creates constants from text: typed literals, parameter values, and strings that coerce.</summary>
internal static class TextLiterals
{
    private const long MicrosPerMinute = 60_000_000;

    /// <summary>Parses a constant in the type's canonical format; null if the text is not one.</summary>
    public static BoundExpression? TryParse(string text, SqlType type)
    {
        switch (type.Kind)
        {
            case SqlTypeKind.String:
                return new BoundLiteral(type, text);
            case SqlTypeKind.Int64:
                return LiteralText.TryInteger(text, out var integer) ? new BoundLiteral(type, integer) : null;
            case SqlTypeKind.Float64:
                return LiteralText.TryFloat(text, out var real) ? new BoundLiteral(type, real) : null;
            case SqlTypeKind.Numeric:
                return LiteralText.TryNumeric(text, out var digits) ? new BoundLiteral(type, digits) : null;
            case SqlTypeKind.Bool:
                return text.Equals("true", StringComparison.OrdinalIgnoreCase) ? new BoundLiteral(type, true)
                    : text.Equals("false", StringComparison.OrdinalIgnoreCase) ? new BoundLiteral(type, false)
                    : null;
            case SqlTypeKind.Bytes:
                return TryBase64(text, out var bytes) ? new BoundLiteral(type, bytes) : null;
            case SqlTypeKind.Json:
                return IsJson(text) ? new BoundLiteral(type, text) : null;
            case SqlTypeKind.Date:
                return LiteralText.TryDate(text, out var date) ? new BoundLiteral(type, date) : null;
            case SqlTypeKind.Time:
                return LiteralText.TryTime(text, out var time) ? new BoundLiteral(type, time) : null;
            case SqlTypeKind.Datetime:
                return LiteralText.TryDatetime(text, out var datetime) ? new BoundLiteral(type, datetime) : null;
            case SqlTypeKind.Timestamp:
                return LiteralText.TryTimestamp(text, out var timestamp) ? Timestamp(timestamp) : null;
            default:
                return null;
        }
    }

    private static BoundExpression? Timestamp(LiteralText.ZonedTime value)
    {
        if (value.Zone is not null)
        {
            // only DuckDB knows the zone's rules
            return TimeZones.ToUtc(
                new BoundLiteral(SqlType.Datetime, value.CivilMicros), new BoundLiteral(SqlType.String, value.Zone));
        }

        return new BoundLiteral(
            SqlType.Timestamp, value.CivilMicros - ((long)(value.Offset ?? TimeSpan.Zero).TotalMinutes * MicrosPerMinute));
    }

    private static bool TryBase64(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length)) return false;

        bytes = bytes[..length];
        return true;
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(text);
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }
}
