using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// CURRENT_TIMESTAMP, CURRENT_DATETIME, CURRENT_DATE and CURRENT_TIME: constants, from one instant for the whole statement.
/// </summary>
internal static class CurrentBinder
{
    public static BoundExpression Bind(CallBinder call, SqlType type)
    {
        call.RequireCount(0, type.Kind == SqlTypeKind.Timestamp ? 0 : 1);
        var micros = (call.CurrentTimestamp.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        var now = new BoundLiteral(SqlType.Timestamp, micros);
        if (type.Kind == SqlTypeKind.Timestamp) return now;

        var zone = call.Count == 0 ? new BoundLiteral(SqlType.String, "UTC") : call.Argument(0, SqlType.String);
        var local = TimeZones.ToLocal(now, zone);
        return type.Kind == SqlTypeKind.Datetime ? local : new BoundCast(local, type, false);
    }
}
