using PmpPulse.Contracts.Text;
using Spectre.Console;

namespace PmpPulse.Terminal;

/// <summary>Consoles that foreign text can't control, and ways to write to them.</summary>
public static class Terminals
{
#pragma warning disable RS0030 // the one place that makes consoles
    private const int WidthOfAFile = 200;

    /// <summary>A console whose every segment is sanitized like <see cref="TerminalWriter"/>; the escapes are its own.</summary>
    /// <param name="output">Where it writes; colours and cursor movement only if that is this process's standard output.</param>
    public static IAnsiConsole On(TextWriter output)
    {
        var inner = output is TerminalWriter wall ? wall.Inner : output;
        var isStandard = inner == Console.Out;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isStandard ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = isStandard && !Console.IsOutputRedirected ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(inner),
        });
        // a log or a pipe has no width that a table must fit into
        if (!isStandard || Console.IsOutputRedirected) console.Profile.Width = WidthOfAFile;
        console.Pipeline.Attach(new SegmentSanitizer());
        return console;
    }
#pragma warning restore RS0030

    /// <summary>
    /// Writes one line with markup of ours; what is filled in is treated as foreign. No overload takes a string: its markup
    /// would be shown as text.
    /// </summary>
    public static void Line(this IAnsiConsole console, MarkupLine line)
    {
        ArgumentNullException.ThrowIfNull(console);
        console.Write(new Markup(line.ToString() + '\n'));
    }

    /// <summary>Adds a row of cells, whose strings are treated as foreign.</summary>
    public static Table Row(this Table table, params IReadOnlyList<Cell> cells)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(cells);
        return table.AddRow(cells.Select(cell => cell.Content));
    }
}
