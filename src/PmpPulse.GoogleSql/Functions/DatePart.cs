using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>A date part. <paramref name="FirstDay"/> is the weekday on which a WEEK starts (0 Monday … 6 Sunday).</summary>
internal sealed record DatePart(string Name, int FirstDay, SourcePosition Position)
{
    private static readonly string[] Weekdays = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

    private static readonly HashSet<string> Names =
    [
        "MICROSECOND", "MILLISECOND", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "ISOWEEK", "MONTH", "QUARTER", "YEAR", "ISOYEAR",
        "DAYOFWEEK", "DAYOFYEAR", "DATE", "TIME", "DATETIME",
    ];

    /// <summary>Length in microseconds; null for parts whose length varies.</summary>
    public long? FixedMicros => Name switch
    {
        "MICROSECOND" => 1,
        "MILLISECOND" => 1_000,
        "SECOND" => 1_000_000,
        "MINUTE" => 60_000_000,
        "HOUR" => 3_600_000_000,
        "DAY" => 86_400_000_000,
        _ => null,
    };

    /// <summary>Whether the part is shorter than a day.</summary>
    public bool IsTime => FixedMicros < 86_400_000_000;

    public static DatePart From(Expression expression) => TryFrom(expression)
        ?? throw new GoogleSqlException(
            "A valid date part name is required" + (expression is Identifier name ? $" but found {name.Name}" : ""), expression.Position);

    public static DatePart? TryFrom(Expression expression)
    {
        switch (expression)
        {
            case Identifier { Name: var name } when Names.Contains(name.ToUpperInvariant()):
                return new DatePart(name.ToUpperInvariant(), 6, expression.Position);
            case FunctionCall { Arguments: [Identifier day] } call when call.Name.Equals("WEEK", StringComparison.OrdinalIgnoreCase):
                var index = Array.IndexOf(Weekdays, day.Name.ToUpperInvariant());
                return index < 0 ? null : new DatePart("WEEK", index, expression.Position);
            default:
                return null;
        }
    }

    public override string ToString() => "DATE_TIME_PART";
}
