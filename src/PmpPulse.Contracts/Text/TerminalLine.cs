using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace PmpPulse.Contracts.Text;

/// <summary>
/// A line for a terminal, written as an interpolated string: its literal parts are ours and stay unchanged, and what is filled in is
/// treated as foreign (<see cref="TerminalText.Escape(string?, int)"/>), so that no caller can forget it.
/// </summary>
[InterpolatedStringHandler]
public readonly struct TerminalLine
{
    private readonly StringBuilder _text;

    public TerminalLine(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (16 * formattedCount));

    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendLiteral(string value) => _text.Append(value);

    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendFormatted<T>(T value, string? format = null) => AppendFormatted(value, 0, format);

    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendFormatted<T>(T value, int alignment, string? format = null)
    {
        var text = TerminalText.Escape(Format(value, format));
        _text.Append(alignment < 0 ? text.PadRight(-alignment) : text.PadLeft(alignment));
    }

    public override string ToString() => _text.ToString();

    internal static string? Format<T>(T value, string? format) =>
        value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString();
}

/// <summary>Writing lines to a terminal.</summary>
public static class TerminalLines
{
    /// <summary>Writes one line; what is filled in is treated as foreign.</summary>
    public static void Line(this TextWriter output, TerminalLine line)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine(line.ToString().AsSpan());
    }

    /// <summary>Writes a text that is foreign as a whole, on one line.</summary>
    public static void Line(this TextWriter output, string text)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine(TerminalText.Escape(text).AsSpan());
    }

    /// <summary>Writes a document of ours that has several lines: help, JSON, a table as text.</summary>
    public static void Document(this TextWriter output, string text)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine(TerminalText.EscapeDocument(text).AsSpan());
    }
}
