using System.Globalization;
using System.Text.RegularExpressions;
using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Typing;

/// <summary>
/// Converts between instants (TIMESTAMP, in UTC) and local times (DATETIME). A local time that occurs twice means its first occurrence; a
/// skipped one is read with the offset before the change. This is BigQuery's rule; DuckDB's ICU picks the second occurrence.
/// </summary>
internal static partial class TimeZones
{
    private static readonly Template Local = $"((({A}) AT TIME ZONE 'UTC') AT TIME ZONE {B})";

    // u is DuckDB's result; one day earlier the offset from before a change still applies
    private static readonly Template FromLocal =
        $"list_transform([{A}], lambda l: list_transform([(l AT TIME ZONE {B}) AT TIME ZONE 'UTC'], lambda u:"
        + $" CASE WHEN (((l - ((((u - to_days(1)) AT TIME ZONE 'UTC') AT TIME ZONE {B}) - (u - to_days(1)))) AT TIME ZONE 'UTC') AT TIME ZONE {B}) = l"
        + $" THEN l - ((((u - to_days(1)) AT TIME ZONE 'UTC') AT TIME ZONE {B}) - (u - to_days(1))) ELSE u END)[1])[1]";

    /// <summary>The local time in a zone at an instant.</summary>
    public static BoundExpression ToLocal(BoundExpression timestamp, BoundExpression zone) =>
        FixedOffset(zone) is { } minutes
            ? Shift(timestamp, minutes, SqlType.Datetime)
            : new BoundCall(SqlType.Datetime, Local, [timestamp, zone]);

    /// <summary>Whether a call is the local time in a zone that is not a fixed offset: the arguments are the instant and the zone.</summary>
    public static bool IsToLocal(BoundCall call) => call.Template.Equals(Local);

    /// <summary>The instant of a local time in a zone.</summary>
    public static BoundExpression ToUtc(BoundExpression datetime, BoundExpression zone) =>
        FixedOffset(zone) is { } minutes
            ? Shift(datetime, -minutes, SqlType.Timestamp)
            : new BoundCall(SqlType.Timestamp, FromLocal, [datetime, zone]);

    private static BoundExpression Shift(BoundExpression time, long minutes, SqlType type) => (time, minutes) switch
    {
        (BoundLiteral { Value: long micros }, _) => new BoundLiteral(type, micros + (minutes * 60_000_000)),
        (_, 0) => new BoundCall(type, $"{A}", [time]),
        _ => new BoundCall(type, $"({A} + to_minutes({Sql.Number(minutes)}))", [time]),
    };

    private static long? FixedOffset(BoundExpression zone)
    {
        if (zone is not BoundLiteral { Value: string name }) return null;
        if (name.Equals("UTC", StringComparison.OrdinalIgnoreCase)) return 0;

        var match = Offset().Match(name);
        if (!match.Success) return null;

        var minutes = (long.Parse(match.Groups["hours"].ValueSpan, CultureInfo.InvariantCulture) * 60)
            + (match.Groups["minutes"].Success ? long.Parse(match.Groups["minutes"].ValueSpan, CultureInfo.InvariantCulture) : 0);
        if (minutes > 14 * 60) return null;

        return match.Groups["sign"].ValueSpan is "-" ? -minutes : minutes;
    }

    [GeneratedRegex(@"\A(UTC)?(?<sign>[+-])(?<hours>[0-9]{1,2})(:?(?<minutes>[0-9]{2}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Offset();
}
