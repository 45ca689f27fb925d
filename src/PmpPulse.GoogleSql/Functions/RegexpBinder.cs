using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Types;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// Regular expression functions. REGEXP_EXTRACT returns the capturing group if the pattern has one, otherwise the whole match, so its
/// pattern must be known.
/// </summary>
internal static class RegexpBinder
{
    // in the worst case, matching takes time proportional to pattern times text
    private const int MaxPattern = 4_096;

    public static BoundExpression Contains(CallBinder call)
    {
        call.RequireCount(2, 2);
        RequireShortPattern(call.Argument(1, SqlType.String), call.Call.Arguments[1].Position);
        return new BoundCall(
            SqlType.Bool,
            $"regexp_matches({MatchCost.ForRegexp(call.Argument(1), "REGEXP_CONTAINS")}, {PatternOf(call.Argument(1))})",
            Arguments(call));
    }

    /// <summary>The second argument. If it is computed, its length is checked at run time.</summary>
    public static Template PatternOf(BoundExpression pattern) => pattern is BoundLiteral
        ? B
        : $"CASE WHEN strlen({B}) > {Sql.Number(MaxPattern)} THEN {FailAsText($"Regular expression is too long")} ELSE {B} END";

    /// <summary>Refuses a constant pattern that is too long.</summary>
    public static void RequireShortPattern(BoundExpression pattern, SourcePosition position)
    {
        if (pattern is BoundLiteral { Value: string text })
        {
            Limits.Require(text.Length, MaxPattern, "characters of a regular expression", position);
        }
    }

    public static BoundExpression Extract(CallBinder call)
    {
        call.RequireCount(2, 2);
        var group = GroupOf(call);
        var text = MatchCost.ForRegexp(call.Argument(1), "REGEXP_EXTRACT");

        // DuckDB returns '' if nothing matches
        return new BoundCall(
            SqlType.String, $"CASE WHEN regexp_matches({text}, {B}) THEN regexp_extract({A}, {B}, {group}) END", Arguments(call));
    }

    public static BoundExpression ExtractAll(CallBinder call)
    {
        call.RequireCount(2, 2);
        var group = GroupOf(call);
        var text = MatchCost.ForRegexp(call.Argument(1), "REGEXP_EXTRACT_ALL");
        return new BoundCall(
            SqlType.ArrayOf(SqlType.String),
            $"regexp_extract_all({Claims.Memory("REGEXP_EXTRACT_ALL", text, $"34")}, {B}, {group})",
            Arguments(call))
        { Memory = CallMemory.ClaimedWithin };
    }

    private static BoundExpression[] Arguments(CallBinder call) => [call.Argument(0, SqlType.String), call.Argument(1, SqlType.String)];

    private static Sql GroupOf(CallBinder call)
    {
        var pattern = call.ConstantText(1, "Regular expression");
        RequireShortPattern(call.Argument(1), call.Call.Arguments[1].Position);
        var groups = CountGroups(pattern);
        return groups <= 1
            ? Sql.Number(groups)
            : throw call.Fail("Regular expressions passed into extraction functions must not have more than 1 capturing group");
    }

    private static int CountGroups(string pattern)
    {
        var groups = 0;
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    break;
                case '[' when !inClass:
                    inClass = true;
                    i += i + 1 < pattern.Length && pattern[i + 1] == ']' ? 1 : 0;
                    break;
                case ']':
                    inClass = false;
                    break;
                case '(' when !inClass:
                    var isUnnamed = i + 1 >= pattern.Length || pattern[i + 1] != '?';
                    var isNamed = string.CompareOrdinal(pattern, i, "(?P<", 0, 4) == 0
                        || string.CompareOrdinal(pattern, i, "(?<", 0, 3) == 0;
                    groups += isUnnamed || isNamed ? 1 : 0;
                    break;
            }
        }

        return groups;
    }
}
