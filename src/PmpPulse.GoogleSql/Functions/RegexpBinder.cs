using PmpPulse.GoogleSql.Binding.Tree;
using PmpPulse.GoogleSql.Emitting;
using static PmpPulse.GoogleSql.Emitting.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// REGEXP_EXTRACT answers the capturing group where the pattern has one, else the whole match, so the pattern must be known.
/// </summary>
internal static class RegexpBinder
{
    public static BoundExpression Extract(CallBinder call)
    {
        call.RequireCount(2, 2);
        var group = GroupOf(call);

        // DuckDB answers '' where nothing matches
        return new BoundCall(SqlType.String, $"CASE WHEN regexp_matches({A}, {B}) THEN regexp_extract({A}, {B}, {group}) END", Arguments(call));
    }

    public static BoundExpression ExtractAll(CallBinder call)
    {
        call.RequireCount(2, 2);
        return new BoundCall(SqlType.ArrayOf(SqlType.String), $"regexp_extract_all({A}, {B}, {GroupOf(call)})", Arguments(call));
    }

    private static BoundExpression[] Arguments(CallBinder call) => [call.Argument(0, SqlType.String), call.Argument(1, SqlType.String)];

    private static Sql GroupOf(CallBinder call)
    {
        var groups = CountGroups(call.ConstantText(1, "Regular expression"));
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
                    var isPlain = i + 1 >= pattern.Length || pattern[i + 1] != '?';
                    var isNamed = string.CompareOrdinal(pattern, i, "(?P<", 0, 4) == 0 || string.CompareOrdinal(pattern, i, "(?<", 0, 3) == 0;
                    groups += isPlain || isNamed ? 1 : 0;
                    break;
            }
        }

        return groups;
    }
}
