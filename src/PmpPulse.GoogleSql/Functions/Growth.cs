using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>Functions whose result can be many times larger than their arguments. They claim the largest possible size.</summary>
internal static class Growth
{
    /// <summary>REPLACE(text, from, to).</summary>
    public static BoundExpression Replace(CallBinder call)
    {
        call.RequireCount(3, 3);
        BoundExpression[] arguments =
            [call.Argument(0, SqlType.String), call.Argument(1, SqlType.String), call.Argument(2, SqlType.String)];
        var searched = arguments[1] is BoundLiteral ? A : MatchCost.ForSearch("REPLACE");
        return new BoundCall(
            SqlType.String,
            $"CASE WHEN {B} = '' THEN {A} ELSE replace({Claims.Memory("REPLACE", searched, $"1 + strlen({C}) // greatest(strlen({B}), 1)")}, {B}, {C}) END",
            arguments)
        {
            Memory = CallMemory.ClaimedWithin,
        };
    }

    /// <summary>REGEXP_REPLACE(text, pattern, replacement); both engines are RE2.</summary>
    public static BoundExpression RegexpReplace(CallBinder call)
    {
        call.RequireCount(3, 3);
        RegexpBinder.RequireShortPattern(call.Argument(1, SqlType.String), call.Call.Arguments[1].Position);
        BoundExpression[] arguments =
            [call.Argument(0, SqlType.String), call.Argument(1, SqlType.String), call.Argument(2, SqlType.String)];

        // matches can be empty, so there may be one more than there are bytes; each group reference in the replacement inserts its text
        Template factor = arguments[2] is BoundLiteral { Value: string text }
            ? (Template)$"{Sql.Number(1 + text.Length + text.Count(c => c == '\\'))}"
            : $"(1 + 2 * strlen({C}))";
        return new BoundCall(
            SqlType.String,
            $"regexp_replace({Claims.Memory("REGEXP_REPLACE", MatchCost.ForRegexp(arguments[1], "REGEXP_REPLACE"), factor, added: factor)}, {RegexpBinder.PatternOf(arguments[1])}, {C}, 'g')",
            arguments)
        {
            Memory = CallMemory.ClaimedWithin,
        };
    }

    /// <summary>ARRAY_TO_STRING(array, separator, [text for NULL]).</summary>
    public static BoundExpression ArrayToString(CallBinder call)
    {
        call.RequireCount(2, 3);
        var texts = call.Argument(0, SqlType.ArrayOf(SqlType.String));
        BoundExpression[] arguments = [texts, .. Enumerable.Range(1, call.Count - 1).Select(i => call.Argument(i, SqlType.String))];

        // a list element counts as 16 bytes
        Template added = call.Count == 2 ? (Template)$"strlen({B})" : $"strlen({B}) + strlen({C})";
        var claimed = Claims.Memory("ARRAY_TO_STRING", A, $"4 + ({added}) // 8");

        // without a text for NULLs, both DuckDB and BigQuery skip them
        Template items = call.Count == 2 ? claimed : $"list_transform({claimed}, lambda e: COALESCE(e, {C}))";
        // DuckDB requires a constant separator
        return new BoundCall(
            SqlType.String,
            arguments[1] is BoundLiteral { Value: string }
                ? (Template)$"array_to_string({items}, {B})"
                : $"substring(array_to_string(list_transform({items}, lambda i: {B} || i), ''), length({B}) + 1)",
            arguments)
        {
            Memory = CallMemory.ClaimedWithin,
        };
    }
}
