using Spectre.Console.Rendering;

namespace PmpPulse.Cli.Query;

/// <summary>How many columns of a terminal a text takes: two for most of East Asia, none for what combines.</summary>
internal static class CellWidth
{
    public static int Of(string text) => new Segment(text).CellCount();
}
