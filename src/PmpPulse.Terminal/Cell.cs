using PmpPulse.Contracts.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace PmpPulse.Terminal;

/// <summary>A cell of a table. A string becomes a cell whose text is foreign.</summary>
public readonly struct Cell
{
    private Cell(IRenderable content) => Content = content;

    internal IRenderable Content { get; }

    public static implicit operator Cell(string? text) => FromString(text);

    public static Cell FromString(string? text) => new(new Text(TerminalText.Escape(text)));

    /// <summary>A cell with markup of ours.</summary>
    public static Cell Of(MarkupLine markup) => new(new Markup(markup.ToString()));
}
