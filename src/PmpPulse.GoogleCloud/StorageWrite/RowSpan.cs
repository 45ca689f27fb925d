using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>
/// A row that is written into memory reserved for all of it (<see cref="RowBatchWriter.BeginRow(int)"/>): the caller has counted
/// <see cref="MaxField"/> for each field, and the bytes of texts and of encoded fields. A field is written without further checks once it
/// is known to have its room.
/// </summary>
/// <exception cref="InvalidOperationException">Any write: less was reserved. Nothing beyond the memory was touched.</exception>
public ref struct RowSpan
{
    /// <summary>The most that a field takes, a text's own bytes aside: a tag and a number.</summary>
    public const int MaxField = 4 + 10;

    private readonly ref byte _start;
    private readonly int _room;
    private int _length;

    /// <param name="span">What was reserved, and <see cref="MaxField"/> more: so a number needs no exact count of its bytes.</param>
    internal RowSpan(Span<byte> span)
    {
        _start = ref MemoryMarshal.GetReference(span);
        _room = span.Length - MaxField;
    }

    /// <summary>Bytes written.</summary>
    public readonly int Length => _length;

    /// <summary>An INT64, or a TIMESTAMP in microseconds since 1970 UTC.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Integer(RowColumn column, long value)
    {
        if (_length > _room) ThrowFull();
        PutTag(column);
        PutVarint((ulong)value);
    }

    /// <summary>A FLOAT64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Double(RowColumn column, double value)
    {
        if (_length > _room) ThrowFull();
        PutTag(column);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref _start, _length), value);
        _length += sizeof(double);
    }

    /// <summary>A STRING or JSON: well-formed UTF-8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Text(RowColumn column, ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > _room - _length) ThrowFull();
        PutTag(column);
        PutVarint((uint)utf8.Length);
        Copy(utf8);
    }

    /// <summary>Whole fields that are encoded already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fields(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length > _room - _length) ThrowFull();
        Copy(encoded);
    }

    [DoesNotReturn]
    private static void ThrowFull() => throw new InvalidOperationException("The row is longer than what was reserved for it.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Copy(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref _start, _length), bytes.Length));
        _length += bytes.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PutTag(RowColumn column)
    {
        // bytes that are no part of the tag are overwritten by what follows it
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref _start, _length), column.EncodedTag);
        _length += column.TagBytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PutVarint(ulong value)
    {
        while (value >= 0x80)
        {
            Unsafe.Add(ref _start, _length++) = (byte)(value | 0x80);
            value >>= 7;
        }

        Unsafe.Add(ref _start, _length++) = (byte)value;
    }
}
