using PmpPulse.Contracts.Feeds;
using PmpPulse.Feeds.Rows;

namespace PmpPulse.Feeds.Templates;

/// <summary>
/// Values of slots as <see cref="OrdinaryValues"/> accepts them in the same places; false leaves the element to the plain reader.
/// </summary>
internal static class SlotReading
{
    /// <summary>A string's content or a number's digits.</summary>
    public static ReadOnlyMemory<byte> Text(in SlotValue value, ReadOnlyMemory<byte> payload) => payload.Slice(value.Start, value.Length);

    /// <summary>A text that identifies something: not blank.</summary>
    public static bool TryReference(in SlotValue value, ReadOnlyMemory<byte> payload, out ReadOnlyMemory<byte> text)
    {
        text = Text(value, payload);
        return OrdinaryValues.IsReference(text.Span);
    }

    /// <summary>A time as microseconds since 1970 UTC.</summary>
    /// <param name="value">The value.</param>
    /// <param name="isText">Whether it is RFC 3339; else it is POSIX seconds.</param>
    /// <param name="payload">What it is in.</param>
    /// <param name="microseconds">The time.</param>
    public static bool TryTime(in SlotValue value, bool isText, ReadOnlyMemory<byte> payload, out long microseconds)
    {
        microseconds = value.Number * 1_000_000;
        return isText ? OrdinaryValues.TryTime(Text(value, payload).Span, out microseconds) : FeedTime.IsBelievable(value.Number);
    }

    /// <summary>A finite number.</summary>
    /// <param name="value">The value.</param>
    /// <param name="isInteger">Whether the slot is for integers.</param>
    /// <param name="payload">What it is in.</param>
    /// <param name="number">The number.</param>
    public static bool TryNumber(in SlotValue value, bool isInteger, ReadOnlySpan<byte> payload, out double number)
    {
        number = value.Number;
        return isInteger || DecimalNumber.TryParse(payload.Slice(value.Start, value.Length), out number);
    }
}
