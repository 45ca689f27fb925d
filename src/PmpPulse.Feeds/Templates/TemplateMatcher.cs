using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PmpPulse.Feeds.Rows;

namespace PmpPulse.Feeds.Templates;

/// <summary>
/// Reads an element by a template: its text is compared, 32 bytes at a time, and values are taken where the template has a slot. Assumes
/// that the bytes are UTF-8. It gives up at the first byte that differs, and at a value that is not what the slot is for; then nothing is
/// known about the element. An element that matches has the structure of the one that the template was learned from, so it is JSON, too,
/// and each value means what the value at its place meant there.
/// </summary>
internal static class TemplateMatcher
{
    /// <summary>The longest integer.</summary>
    public const int MaxDigits = 18;

    // how far ahead of its start a step reads: its text, and the longest number that is read by words
    private const int Window = TemplateStep.MaxLength + 6 * sizeof(ulong);
    private const ulong Zeros = 0x3030303030303030;
    private const uint True = 't' | ('r' << 8) | ('u' << 16) | ((uint)'e' << 24);
    private const uint Fals = 'f' | ('a' << 8) | ('l' << 16) | ((uint)'s' << 24);

    private static ReadOnlySpan<int> Powers => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <summary>Whether this machine's words are as the matcher needs them.</summary>
    public static bool IsSupported => BitConverter.IsLittleEndian;

    /// <summary>Reads the element at a position.</summary>
    /// <param name="json">Bytes known to be UTF-8.</param>
    /// <param name="at">Where the element begins.</param>
    /// <param name="template">The template.</param>
    /// <param name="values">The values go here, one for each slot; at least <see cref="ElementTemplate.MaxSteps"/>.</param>
    /// <returns>Where the element ends; or, if it doesn't match, the complement of the number of steps that did.</returns>
    public static int Match(ReadOnlySpan<byte> json, int at, ElementTemplate template, Span<SlotValue> values) => Match(json, at, 0, template.Steps, 0, values);

    /// <param name="bytes">The text, or the end of it with zeros behind.</param>
    /// <param name="at">The position in it.</param>
    /// <param name="before">How many bytes of the text are before it.</param>
    /// <param name="steps">All steps.</param>
    /// <param name="step">The first to take.</param>
    /// <param name="values">Where the value of the next slot goes, and those behind it.</param>
    private static int Match(ReadOnlySpan<byte> bytes, int at, int before, ReadOnlySpan<TemplateStep> steps, int step, Span<SlotValue> values)
    {
        ref var first = ref MemoryMarshal.GetReference(bytes);
        ref var value = ref MemoryMarshal.GetReference(values);
        var last = bytes.Length - Window;
        for (; step < steps.Length; step++)
        {
            if (at > last)
            {
                values = MemoryMarshal.CreateSpan(ref value, values.Length - (int)(Unsafe.ByteOffset(ref MemoryMarshal.GetReference(values), ref value) / Unsafe.SizeOf<SlotValue>()));
                return MatchEnd(bytes[at..], before + at, steps, step, values);
            }

            ref readonly var text = ref steps[step];
            if (((Vector256.LoadUnsafe(ref first, (nuint)at) ^ text.Text) & text.Mask) != Vector256<byte>.Zero) return ~step;
            at += text.Length;
            var start = at;
            switch (text.Slot)
            {
                case SlotKind.None:
                    continue;
                case SlotKind.Integer:
                    at += TakeInteger(ref Unsafe.Add(ref first, at), out value.Number);
                    break;
                case SlotKind.Text:
                    at += TextLength(bytes, at);
                    value.Start = before + start;
                    value.Length = at - start;
                    value = ref Unsafe.Add(ref value, 1);
                    continue;
                case SlotKind.Flag:
                    at += TakeFlag(ref Unsafe.Add(ref first, at), out value.Number);
                    break;
                default:
                    at += NumberLength(bytes, at);
                    break;
            }

            if (at == start) return ~step;
            value.Start = before + start;
            value.Length = at - start;
            value = ref Unsafe.Add(ref value, 1);
        }

        return before + at;
    }

    /// <summary>The last bytes of the text, where a step would read behind it: zeros, which match nothing, are put there.</summary>
    private static int MatchEnd(ReadOnlySpan<byte> rest, int before, ReadOnlySpan<TemplateStep> steps, int step, Span<SlotValue> values)
    {
        Span<byte> padded = stackalloc byte[2 * Window];
        padded.Clear();
        rest.CopyTo(padded);
        return Match(padded[..(rest.Length + Window)], 0, before, steps, step, values);
    }

    /// <summary>Takes an integer of 1 to 18 digits without a leading zero; 0 if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeInteger(ref byte at, out long value)
    {
        var word = Unsafe.ReadUnaligned<ulong>(ref at) ^ Zeros;
        var digits = DigitCount(word);
        if (digits == sizeof(ulong)) return TakeLongInteger(ref at, word, out value);
        value = 0;
        if (digits == 0 || ((byte)word == 0 && digits > 1)) return 0;
        value = Number(word << (64 - 8 * digits));
        return digits;
    }

    private static int TakeLongInteger(ref byte at, ulong word, out long value)
    {
        value = Number(word);
        var digits = sizeof(ulong);
        if ((byte)word == 0) return 0;
        for (var count = sizeof(ulong); count == sizeof(ulong) && digits <= 2 * sizeof(ulong);)
        {
            word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, digits)) ^ Zeros;
            count = DigitCount(word);
            if (count == 0) break;
            digits += count;
            if (digits > MaxDigits) return 0;
            value = value * Powers[count] + Number(word << (64 - 8 * count));
        }

        return digits;
    }

    /// <summary>How many of a word's bytes, from its lowest, are digits; a digit is its value here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DigitCount(ulong word) =>
        // a carry can only come from a byte that is no digit, and go to bytes behind it
        BitOperations.TrailingZeroCount((word | (word + 0x0606060606060606)) & 0xF0F0F0F0F0F0F0F0) >> 3;

    /// <summary>The number of eight digits, the highest in the lowest byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Number(ulong digits)
    {
        digits = digits * 10 + (digits >> 8);
        return (long)((((digits & 0x000000FF000000FF) * 0x000F424000000064) + (((digits >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeFlag(ref byte at, out long value)
    {
        var word = Unsafe.ReadUnaligned<uint>(ref at);
        value = word == True ? 1 : 0;
        return word == True ? 4 : word == Fals && Unsafe.Add(ref at, 4) == 'e' ? 5 : 0;
    }

    /// <summary>Bytes up to the first that a string can't have plainly; the text behind the slot begins with a quote, and so must they.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TextLength(ReadOnlySpan<byte> bytes, int start)
    {
        ref var first = ref MemoryMarshal.GetReference(bytes);
        for (var at = start; at <= bytes.Length - Vector256<byte>.Count; at += Vector256<byte>.Count)
        {
            var block = Vector256.LoadUnsafe(ref first, (nuint)at);
            var stops = Vector256.Equals(block, Vector256.Create((byte)'"')) | Vector256.Equals(block, Vector256.Create((byte)'\\')) | Vector256.LessThan(block, Vector256.Create((byte)' '));
            var bits = stops.ExtractMostSignificantBits();
            if (bits != 0) return at + BitOperations.TrailingZeroCount(bits) - start;
        }

        var length = bytes[start..].IndexOfAny(JsonScanner.StringStops);
        return length < 0 ? bytes.Length - start : length;
    }

    /// <summary>Bytes of a number of JSON; 0 if there is none. One with an exponent, or with very many digits, is left to the scanner.</summary>
    private static int NumberLength(ReadOnlySpan<byte> bytes, int start)
    {
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(bytes), start);
        var length = first == '-' ? 1 : 0;
        var leading = Unsafe.Add(ref first, length);
        var digits = DigitCount(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, length)) ^ Zeros);
        length += digits;
        if (digits == 0 || (leading == '0' && digits > 1)) return 0;
        var isPlain = digits < sizeof(ulong);
        if (isPlain && Unsafe.Add(ref first, length) == '.')
        {
            var fraction = FractionDigits(ref Unsafe.Add(ref first, ++length));
            if (fraction == 0) return 0;
            length += fraction;
            isPlain = fraction < 3 * sizeof(ulong);
        }

        if (isPlain && Unsafe.Add(ref first, length) is not ((byte)'e' or (byte)'E')) return length;
        var scanner = new JsonScanner(bytes, start);
        return scanner.SkipValue(0) ? scanner.Position - start : 0;
    }

    private static int FractionDigits(ref byte at)
    {
        var digits = 0;
        for (var count = sizeof(ulong); count == sizeof(ulong) && digits < 3 * sizeof(ulong); digits += count)
        {
            count = DigitCount(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, digits)) ^ Zeros);
        }

        return digits;
    }
}
