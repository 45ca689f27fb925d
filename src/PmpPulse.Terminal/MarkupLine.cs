using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using PmpPulse.Contracts.Text;
using Spectre.Console;

namespace PmpPulse.Terminal;

/// <summary>
/// Text with Spectre's markup, written as an interpolated string: the literal parts are ours and may contain markup, what is filled in is
/// foreign and is shown as text, unless it is a <see cref="Mark"/>.
/// </summary>
[InterpolatedStringHandler]
public readonly struct MarkupLine
{
    private readonly StringBuilder _markup;

    public MarkupLine(int literalLength, int formattedCount) => _markup = new StringBuilder(literalLength + (16 * formattedCount));

    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendLiteral(string value) => _markup.Append(value);

    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendFormatted(Mark mark) => _markup.Append(mark.Markup);

    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendFormatted<T>(T value, string? format = null) => AppendFormatted(value, 0, format);

    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendFormatted<T>(T value, int alignment, string? format = null)
    {
        var foreign = value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString();
        var text = TerminalText.Escape(foreign);
        _markup.Append(Markup.Escape(alignment < 0 ? text.PadRight(-alignment) : text.PadLeft(alignment)));
    }

    public override string ToString() => _markup.ToString();
}

/// <summary>A piece of markup that is ours: a constant, so that nothing foreign can get in.</summary>
public readonly record struct Mark
{
    public Mark([ConstantExpected] string markup) => Markup = markup;

    public string Markup { get; }
}
