using Spectre.Console;

namespace PmpPulse.Local;

/// <summary>Something that the user must not miss.</summary>
internal static class Notice
{
    public static void Write(string text) => AnsiConsole.Write(
        new Panel(new Text(text, new Style(Color.Black, Color.Yellow, Decoration.Bold)))
            .Header("[black on yellow] NOTICE [/]")
            .BorderColor(Color.Yellow)
            .Expand());
}
