using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Feeds;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Feeds.Rows;

/// <summary>Values in their ordinary forms, for hot readers; false leaves the element to its reference reader.</summary>
public static class OrdinaryValues
{
    /// <summary>
    /// Whether a text identifies something: it is not blank. One that begins with any white space, or with a character that may be some, is
    /// left to the reference reader.
    /// </summary>
    public static bool IsReference(ReadOnlySpan<byte> text) => text.Length > 0 && text[0] is > (byte)' ' and < 0x7F;

    /// <summary>RFC 3339, as microseconds since 1970 UTC.</summary>
    public static bool TryTime(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length > Rfc3339.MaxLength || !Rfc3339.TryParse(text, out var time) || !FeedTime.IsBelievable(time)) return false;
        microseconds = SnapshotId.UnixMicroseconds(time);
        return true;
    }

    /// <summary>An identifying text.</summary>
    public static bool TryReadId(ref JsonScanner scanner, ReadOnlyMemory<byte> payload, out ReadOnlyMemory<byte> id) =>
        TryReadText(ref scanner, payload, out id) && IsReference(id.Span);

    /// <summary>A string's content or a number's digits.</summary>
    public static bool TryReadText(ref JsonScanner scanner, ReadOnlyMemory<byte> payload, out ReadOnlyMemory<byte> text)
    {
        text = default;
        if (scanner.Peek() == '"')
        {
            if (!scanner.TryTakePlainString(out var content)) return false;
            text = payload[content];
            return true;
        }

        var start = scanner.Position;
        if (!scanner.TryTakeInteger(out _)) return false;
        text = payload[start..scanner.Position];
        return true;
    }

    /// <summary>A boolean, 0, 1, or null.</summary>
    public static bool TryReadFlag(ref JsonScanner scanner, out long? value)
    {
        switch (scanner.Peek())
        {
            case (byte)'1':
                scanner.Position++;
                value = 1;
                return true;
            case (byte)'0':
                scanner.Position++;
                value = 0;
                return true;
            case (byte)'t':
                value = 1;
                return scanner.TryTake("true"u8);
            case (byte)'f':
                value = 0;
                return scanner.TryTake("false"u8);
            default:
                value = null;
                return scanner.TryTake("null"u8);
        }
    }

    /// <summary>An integer from 0 to <see cref="JsonFields.MaxCount"/>, or null.</summary>
    public static bool TryReadCount(ref JsonScanner scanner, out long? value)
    {
        value = null;
        if (scanner.Peek() == 'n') return scanner.TryTake("null"u8);
        if (!scanner.TryTakeInteger(out var count) || count > JsonFields.MaxCount) return false;
        value = count;
        return true;
    }

    /// <summary>A number, or null.</summary>
    public static bool TryReadNumber(ref JsonScanner scanner, ReadOnlySpan<byte> json, out double? value)
    {
        value = null;
        if (scanner.Peek() == 'n') return scanner.TryTake("null"u8);
        var start = scanner.Position;
        if (scanner.Peek() is not ((byte)'-' or (>= (byte)'0' and <= (byte)'9')) || !scanner.SkipValue(0)) return false;
        if (!DecimalNumber.TryParse(json[start..scanner.Position], out var number)) return false;
        value = number;
        return true;
    }

    /// <summary>POSIX seconds or RFC 3339, as microseconds since 1970 UTC, or null.</summary>
    public static bool TryReadTime(ref JsonScanner scanner, ReadOnlySpan<byte> json, out long? microseconds)
    {
        microseconds = null;
        switch (scanner.Peek())
        {
            case (byte)'n':
                return scanner.TryTake("null"u8);
            case (byte)'"':
                if (!scanner.TryTakePlainString(out var text) || !TryTime(json[text], out var time)) return false;
                microseconds = time;
                return true;
            default:
                if (!scanner.TryTakeInteger(out var seconds) || !FeedTime.IsBelievable(seconds)) return false;
                microseconds = seconds * 1_000_000;
                return true;
        }
    }
}
