namespace PmpPulse.Cli.Marts;

/// <summary>Which lines of a text are removed and added, by their longest common subsequence; for texts of some hundred lines.</summary>
internal static class LineDiff
{
    private const int Context = 2;

    /// <summary>Changed lines, marked <c>-</c> and <c>+</c>, with two unchanged lines around them and <c>…</c> for omitted ones.</summary>
    public static IReadOnlyList<string> Of(string before, string after)
    {
        var all = All(before.TrimEnd().Split('\n'), after.TrimEnd().Split('\n'));
        var shown = new List<string>();
        for (var i = 0; i < all.Count; i++)
        {
            var near = Enumerable.Range(i - Context, (2 * Context) + 1).Any(j => j >= 0 && j < all.Count && all[j][0] != ' ');
            if (near) shown.Add(all[i]);
            else if (shown.Count == 0 || shown[^1] != "…") shown.Add("…");
        }

        return shown;
    }

    private static List<string> All(string[] before, string[] after)
    {
        var common = new int[before.Length + 1, after.Length + 1];
        for (var i = before.Length - 1; i >= 0; i--)
        {
            for (var j = after.Length - 1; j >= 0; j--)
            {
                common[i, j] = before[i] == after[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var lines = new List<string>();
        for (int i = 0, j = 0; i < before.Length || j < after.Length;)
        {
            if (i < before.Length && j < after.Length && before[i] == after[j])
            {
                lines.Add($"  {before[i++]}");
                j++;
            }
            else if (j == after.Length || (i < before.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Add($"- {before[i++]}");
            }
            else
            {
                lines.Add($"+ {after[j++]}");
            }
        }

        return lines;
    }
}
