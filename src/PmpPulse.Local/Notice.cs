using PmpPulse.ServiceDefaults.Streams;
using Spectre.Console;

namespace PmpPulse.Local;

/// <summary>Text that the user must not miss.</summary>
internal static class Notice
{
    public static void Write(string text) => Terminals.On(StandardStreams.Output).Write(
        new Panel(new Text(TerminalText.Escape(text), new Style(Color.Black, Color.Yellow, Decoration.Bold)))
            .Header("[black on yellow] NOTICE [/]")
            .BorderColor(Color.Yellow));
}
