using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>
/// A row that is written into memory reserved for all of it (<see cref="RowBatchWriter.BeginRow(int)"/>), without a check at each field:
/// the caller has counted <see cref="MaxField"/> for each field, and the bytes of texts and of encoded fields.
/// </summary>
public ref struct RowSpan
{
    /// <summary>The most that a field takes, a text's own bytes aside: a tag and a number.</summary>
    public const int MaxField = 4 + 10;

    private readonly ref byte _start;
    private int _length;

    internal RowSpan(Span<byte> span) => _start = ref MemoryMarshal.GetReference(span);

    /// <summary>Bytes written.</summary>
    public readonly int Length => _length;

    /// <summary>An INT64, or a TIMESTAMP in microseconds since 1970 UTC.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Integer(RowColumn column, long value)
    {
        PutTag(column);
        PutVarint((ulong)value);
    }

    /// <summary>A FLOAT64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Double(RowColumn column, double value)
    {
        PutTag(column);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref _start, _length), value);
        _length += sizeof(double);
    }

    /// <summary>A STRING or JSON: well-formed UTF-8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Text(RowColumn column, ReadOnlySpan<byte> utf8)
    {
        PutTag(column);
        PutVarint((uint)utf8.Length);
        Fields(utf8);
    }

    /// <summary>Whole fields that are encoded already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fields(ReadOnlySpan<byte> encoded)
    {
        encoded.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref _start, _length), encoded.Length));
        _length += encoded.Length;
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
