using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// Bounds the cost of searching for one string in another. In the worst case this is the product of their lengths, and DuckDB can't be
/// interrupted during a block of 2,048 rows. So the first argument is checked at run time against the cost of the second.
/// </summary>
internal static class MatchCost
{
    // a literal is short and known; a computed pattern may be crafted to be slow
    private const int ShortConstant = 250;
    private const int ShortComputed = 64;

    // RE2 does about 50 million steps per second when its automaton doesn't fit in its memory budget
    private const long MaxSteps = 10_000_000;
    private const long MaxStepsOfBlock = 100_000_000;

    // memcmp compares about 10 billion bytes per second
    private const long MaxCompared = 100_000_000;
    private const long MaxComparedOfBlock = 10_000_000_000;

    // EDIT_DISTANCE fills about 300 million cells per second
    private const long MaxCells = 1_000_000;
    private const long MaxCellsOfBlock = 300_000_000;

    private const int MaxExpanded = 1_000_000_000;

    /// <summary>The first argument of EDIT_DISTANCE, which fills a table of length by length.</summary>
    public static Template ForEditDistance(string function) => Claims.Steps(function, A, $"strlen({B}) + 1", MaxCells, MaxCellsOfBlock);

    /// <summary>The first argument of a call that searches it for the second, a plain string.</summary>
    public static Template ForSearch(string function) => Searching(function, $"{LongerThan(ShortComputed)}");

    /// <summary>The first argument of a call that matches it against the second, a LIKE pattern.</summary>
    public static Template ForLike(BoundExpression pattern, bool isRegexp) => pattern switch
    {
        BoundLiteral { Value: string { Length: <= ShortConstant } } => A,
        _ when isRegexp => Matching("LIKE", LongerThan(ShortComputed)),
        _ => Searching("LIKE", LongerThan(ShortComputed)),
    };

    /// <summary>The first argument of a call that matches it against the second, a regular expression.</summary>
    public static Template ForRegexp(BoundExpression pattern, string function)
    {
        if (pattern is BoundLiteral { Value: string text })
        {
            var size = Expanded(text);
            return size <= ShortConstant ? (Template)A : Matching(function, $"{Sql.Number(size)}");
        }

        // RE2 allows at most a thousand copies of anything, nested repetitions included
        return Matching(
            function, $"CASE WHEN regexp_matches({B}, '\\{{[0-9]') THEN strlen({B}) * 1000 ELSE {LongerThan(ShortComputed)} END");
    }

    /// <summary>Roughly how many states RE2 creates for a pattern: a counted repetition multiplies its operand.</summary>
    internal static long Expanded(string pattern)
    {
        var outer = new Stack<long>();
        var (total, last) = (0L, 0L);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '(':
                    outer.Push(total);
                    (total, last) = (0, 0);
                    i = EndOfGroupKind(pattern, i);
                    break;
                case ')' when outer.Count > 0:
                    last = total;
                    total += outer.Pop();
                    break;
                case '{' when Count(pattern, i + 1) is > 1 and var count:
                    total = Math.Min(total + (last * (count - 1)), MaxExpanded);
                    last = Math.Min(last * count, MaxExpanded);
                    i = pattern.IndexOf('}', i);
                    break;
                case '[':
                    i = EndOfClass(pattern, i);
                    (total, last) = (total + 1, 1);
                    break;
                case '*' or '+' or '?':
                    break;
                default:
                    i += pattern[i] == '\\' ? 1 : 0;
                    (total, last) = (total + 1, 1);
                    break;
            }
        }

        return total + outer.Sum();
    }

    private static Template LongerThan(int free) => $"CASE WHEN strlen({B}) > {Sql.Number(free)} THEN strlen({B}) ELSE 0 END";

    private static Template Searching(string function, Template steps) => Claims.Steps(function, A, steps, MaxCompared, MaxComparedOfBlock);

    private static Template Matching(string function, Template steps) => Claims.Steps(function, A, steps, MaxSteps, MaxStepsOfBlock);

    /// <summary>The upper bound of a repetition whose brace precedes <paramref name="start"/>; 0 if it is literal text.</summary>
    private static int Count(string pattern, int start)
    {
        var end = pattern.IndexOf('}', start);
        if (end < 0 || end - start > 9) return 0;

        var most = 0;
        foreach (var bound in pattern[start..end].Split(','))
        {
            if (bound.Length > 0
                && !int.TryParse(bound, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out most))
            {
                return 0;
            }
        }

        return most;
    }

    /// <summary>
    /// The end of a group's prefix: the colon of <c>(?:</c> or <c>(?i:</c>, the bracket of <c>(?P&lt;name&gt;</c>, or the parenthesis of a
    /// plain group.
    /// </summary>
    private static int EndOfGroupKind(string pattern, int start)
    {
        var end = start + 1 < pattern.Length && pattern[start + 1] == '?' ? pattern.AsSpan(start).IndexOfAny(":>)") : -1;
        return end < 0 ? start : pattern[start + end] == ')' ? start + end - 1 : start + end;
    }

    private static int EndOfClass(string pattern, int start)
    {
        var i = start + 1;
        i += i < pattern.Length && pattern[i] == '^' ? 1 : 0;
        i += i < pattern.Length && pattern[i] == ']' ? 1 : 0;
        while (i < pattern.Length && pattern[i] != ']') i += pattern[i] == '\\' ? 2 : 1;

        return i;
    }
}
