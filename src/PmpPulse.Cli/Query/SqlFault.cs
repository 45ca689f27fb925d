using System.Globalization;
using System.Text.RegularExpressions;
using PmpPulse.GoogleCloud;

namespace PmpPulse.Cli.Query;

/// <summary>What BigQuery says is wrong with a statement, and the place in it.</summary>
internal static partial class SqlFault
{
    private const int Before = 60;
    private const int Shown = 100;

    /// <summary>The message and, where it names a place, that line with a mark under it; null where the statement is not to blame.</summary>
    public static string? Of(GoogleApiException refused, string sql)
    {
        if (refused.Reason is not ("invalidQuery" or "bytesBilledLimitExceeded" or "resourcesExceeded" or "responseTooLarge")) return null;
        var message = ForeignText.Line(refused.Message);
        return Place().Match(message) is { Success: true } place
               && Line(sql, Number(place.Groups[1].Value)) is { } line
               && Number(place.Groups[2].Value) is > 0 and var column
            ? $"{message}{Environment.NewLine}{Mark(line, column)}"
            : message;
    }

    private static int Number(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string? Line(string sql, int number)
    {
        var lines = sql.ReplaceLineEndings("\n").Split('\n');
        return number > 0 && number <= lines.Length ? lines[number - 1] : null;
    }

    private static string Mark(string line, int column)
    {
        // a long line is shown around the place only
        var from = Math.Max(0, Math.Min(column - 1, line.Length) - Before);
        var part = line[from..Math.Min(line.Length, from + Shown)].Replace('\t', ' ');
        var ahead = ForeignText.Line(part[..Math.Min(part.Length, column - 1 - from)]);
        return $"  {ForeignText.Line(part)}{Environment.NewLine}  {new string(' ', CellWidth.Of(ahead))}^";
    }

    [GeneratedRegex(@"\[(\d{1,9}):(\d{1,9})\]")]
    private static partial Regex Place();
}
