using System.Globalization;
using System.Text.RegularExpressions;
using PmpPulse.GoogleCloud;
using Spectre.Console.Rendering;

namespace PmpPulse.Cli.Query;

/// <summary>BigQuery's error about a statement.</summary>
/// <param name="Message">Its message.</param>
/// <param name="Marked">The line it refers to, and one with a mark under the position; empty if it names none.</param>
internal sealed partial record SqlFault(string Message, IReadOnlyList<string> Marked)
{
    private const int Before = 60;
    private const int Shown = 100;

    /// <summary>Null if the statement is not the cause.</summary>
    public static SqlFault? Of(GoogleApiException refused, string sql)
    {
        if (refused.Reason is not ("invalidQuery" or "notFound" or "bytesBilledLimitExceeded" or "resourcesExceeded" or "responseTooLarge")) return null;
        return Place().Match(refused.Message) is { Success: true } place
               && Line(sql, Number(place.Groups[1].Value)) is { } line
               && Number(place.Groups[2].Value) is > 0 and var column
            ? new SqlFault(refused.Message, Mark(line, column))
            : new SqlFault(refused.Message, []);
    }

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string? Line(string sql, int number)
    {
        var lines = sql.ReplaceLineEndings("\n").Split('\n');
        return number > 0 && number <= lines.Length ? lines[number - 1] : null;
    }

    private static string[] Mark(string line, int column)
    {
        // of a long line only the part around the position is shown
        var from = Math.Max(0, Math.Min(column - 1, line.Length) - Before);
        var part = line[from..Math.Min(line.Length, from + Shown)].Replace('\t', ' ');
        var ahead = TerminalText.Escape(part[..Math.Min(part.Length, column - 1 - from)]);
        // most letters of East Asia are two columns wide
        return [part, new string(' ', new Segment(ahead).CellCount()) + '^'];
    }

    [GeneratedRegex(@"\[(\d{1,9}):(\d{1,9})\]")]
    private static partial Regex Place();
}
