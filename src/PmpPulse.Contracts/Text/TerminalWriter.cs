using System.Text;

namespace PmpPulse.Contracts.Text;

/// <summary>
/// The last barrier before a terminal: everything written, even by a library, reaches the inner writer with line feeds as its only control
/// characters. What must send escapes itself writes to <see cref="Inner"/>.
/// </summary>
public sealed class TerminalWriter : TextWriter
{
    private readonly Lock _lock = new();
    private char _high;

    /// <param name="inner">Where text goes; not disposed with this.</param>
    public TerminalWriter(TextWriter inner)
    {
        Inner = inner;
        NewLine = "\n";
    }

    /// <summary>The unprotected writer.</summary>
    public TextWriter Inner { get; }

    public override Encoding Encoding => Inner.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.IsEmpty) return;
        lock (_lock)
        {
            // a pair may come in two halves
            if (_high != default)
            {
                WriteSafe([_high, .. buffer[..1]]);
                buffer = buffer[1..];
                _high = default;
            }

            if (!buffer.IsEmpty && char.IsHighSurrogate(buffer[^1]))
            {
                _high = buffer[^1];
                buffer = buffer[..^1];
            }

            WriteSafe(buffer);
        }
    }

    public override void WriteLine(string? value) => WriteLine(value.AsSpan());

    // in one piece: lines of several threads stay whole
    public override void WriteLine(ReadOnlySpan<char> buffer) => Write([.. buffer, .. NewLine]);

    public override Task WriteAsync(char value)
    {
        Write([value]);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(string? value)
    {
        Write(value.AsSpan());
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value.AsSpan());
        return Task.CompletedTask;
    }

    public override void Flush() => Inner.Flush();

    public override Task FlushAsync() => Inner.FlushAsync();

    private void WriteSafe(ReadOnlySpan<char> text)
    {
        if (TerminalText.IsSafe(text, keepLines: true)) Inner.Write(text);
        else Inner.Write(TerminalText.EscapeDocument(text).AsSpan());
    }
}
