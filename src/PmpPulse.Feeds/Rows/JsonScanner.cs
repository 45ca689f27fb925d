using System.Buffers;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Feeds.Rows;

/// <summary>
/// A cursor over JSON (RFC 8259) that is known to be UTF-8, for the hot path: it answers false at anything but the plain form that was
/// asked for, and its reader then leaves the text to a slower one. Only <see cref="SkipValue"/> knows all of JSON, strictly.
/// </summary>
public ref struct JsonScanner(ReadOnlySpan<byte> json, int position)
{
    // what ends the plain part of a string: its quote, an escape, or a control character, which is not allowed there
    internal static readonly SearchValues<byte> StringStops = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(value => (byte)value), (byte)'"', (byte)'\\']);

    private readonly ReadOnlySpan<byte> _json = json;

    /// <summary>The cursor's position; a reader that gave up puts it back.</summary>
    public int Position { get; set; } = position;

    /// <summary>Whether nothing is left.</summary>
    public readonly bool AtEnd => Position == _json.Length;

    public void SkipWhiteSpace()
    {
        if (!IsWhiteSpace() || ++Position == _json.Length || !IsWhiteSpace()) return;
        // more than a blank: an indented feed
        var length = _json[Position..].IndexOfAnyExcept(" \t\r\n"u8);
        Position = length < 0 ? _json.Length : Position + length;
    }

    private readonly bool IsWhiteSpace() => Position < _json.Length && _json[Position] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';

    /// <summary>The next byte after white space, without taking it; 0 at the end.</summary>
    public byte Peek()
    {
        if (Position < _json.Length && _json[Position] > ' ') return _json[Position];
        SkipWhiteSpace();
        return Position < _json.Length ? _json[Position] : (byte)0;
    }

    /// <summary>Takes the next byte after white space if it is <paramref name="token"/>.</summary>
    public bool TryTake(byte token)
    {
        if (Peek() != token) return false;
        Position++;
        return true;
    }

    /// <summary>Takes the text at the cursor if it matches byte for byte.</summary>
    public bool TryTake(ReadOnlySpan<byte> text)
    {
        if (!_json[Position..].StartsWith(text)) return false;
        Position += text.Length;
        return true;
    }

    /// <summary>Takes a string without escapes; <paramref name="text"/> is the text between its quotes.</summary>
    public bool TryTakePlainString(out Range text)
    {
        text = default;
        if (!TryTake((byte)'"')) return false;
        var length = _json[Position..].IndexOfAny(StringStops);
        if (length < 0 || _json[Position + length] != '"') return false;
        text = Position..(Position + length);
        Position += length + 1;
        return true;
    }

    /// <summary>Takes an integer of 1 to 18 digits without sign; the caller must check what follows.</summary>
    public bool TryTakeInteger(out long value)
    {
        value = 0;
        Peek();
        var start = Position;
        while (Position < _json.Length && (uint)(_json[Position] - '0') <= 9)
        {
            value = value * 10 + (_json[Position] - '0');
            Position++;
            if (Position - start > 18) return false;
        }

        var digits = Position - start;
        return digits == 1 || (digits > 1 && _json[start] != '0');
    }

    /// <summary>Takes any JSON value; false if there is none, or one that nests deeper than <see cref="JsonLimits.FeedDepth"/>.</summary>
    /// <param name="depth">Level of the value if it is an object or array, the payload's own object being 1.</param>
    public bool SkipValue(int depth) => Peek() switch
    {
        (byte)'"' => SkipString(),
        (byte)'{' => SkipObject(depth),
        (byte)'[' => SkipArray(depth),
        (byte)'t' => TryTake("true"u8),
        (byte)'f' => TryTake("false"u8),
        (byte)'n' => TryTake("null"u8),
        _ => SkipNumber(),
    };

    private bool SkipObject(int depth)
    {
        Position++;
        if (depth > JsonLimits.FeedDepth) return false;
        if (TryTake((byte)'}')) return true;
        do
        {
            if (Peek() != '"' || !SkipString() || !TryTake((byte)':') || !SkipValue(depth + 1)) return false;
        }
        while (TryTake((byte)','));
        return TryTake((byte)'}');
    }

    private bool SkipArray(int depth)
    {
        Position++;
        if (depth > JsonLimits.FeedDepth) return false;
        if (TryTake((byte)']')) return true;
        do
        {
            if (!SkipValue(depth + 1)) return false;
        }
        while (TryTake((byte)','));
        return TryTake((byte)']');
    }

    private bool SkipString()
    {
        Position++;
        while (true)
        {
            var plain = _json[Position..].IndexOfAny(StringStops);
            if (plain < 0) return false;
            Position += plain + 1;
            switch (_json[Position - 1])
            {
                case (byte)'"':
                    return true;
                case (byte)'\\':
                    if (!SkipEscape()) return false;
                    break;
                default:
                    return false;
            }
        }
    }

    private bool SkipEscape()
    {
        if (Position >= _json.Length) return false;
        switch (_json[Position++])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return true;
            case (byte)'u':
                for (var end = Position + 4; Position < end; Position++)
                {
                    if (Position >= _json.Length || !char.IsAsciiHexDigit((char)_json[Position])) return false;
                }

                return true;
            default:
                return false;
        }
    }

    private bool SkipNumber()
    {
        if (Position < _json.Length && _json[Position] == '-') Position++;
        var leadingZero = Position < _json.Length && _json[Position] == '0';
        var digits = SkipDigits();
        if (digits == 0 || (leadingZero && digits > 1)) return false;
        if (Position < _json.Length && _json[Position] == '.')
        {
            Position++;
            if (SkipDigits() == 0) return false;
        }

        if (Position < _json.Length && _json[Position] is (byte)'e' or (byte)'E')
        {
            Position++;
            if (Position < _json.Length && _json[Position] is (byte)'+' or (byte)'-') Position++;
            if (SkipDigits() == 0) return false;
        }

        return true;
    }

    private int SkipDigits()
    {
        var start = Position;
        while (Position < _json.Length && (uint)(_json[Position] - '0') <= 9) Position++;
        return Position - start;
    }
}
