using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>
/// Encodes rows straight into protobuf's wire format, framed as a request carries them: <see cref="BeginRow()"/>, a write for each column
/// that isn't NULL (for each element of a repeated one), <see cref="EndRow()"/>; then <see cref="ToBatch"/>. On a hot path a whole row goes
/// into a <see cref="RowSpan"/> instead. Its buffer comes from the pool and leaves with the batch. Not thread-safe; reusable.
/// </summary>
/// <exception cref="InvalidOperationException">Any write: no row was begun, or the column is of another type.</exception>
public sealed class RowBatchWriter
{
    private const int MaxVarintBytes = 10;
    private const int NoRow = -1;

    // a batch is likely to be as large as the one before; a buffer for an unusually large one is not rented again
    private const int MaxExpected = 4_000_000;

    private byte[] _buffer = [];
    private int _expected;
    private int _length;
    private int _rowStart = NoRow;
    private int _reserved;

    public RowBatchWriter(RowSchema schema, int initialCapacity = 4096)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Schema = schema;
        _expected = initialCapacity;
    }

    /// <summary>What the rows are encoded for.</summary>
    public RowSchema Schema { get; }

    /// <summary>Rows ended since the last <see cref="ToBatch"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of those rows, the begun one included.</summary>
    public int ByteCount => _length;

    public void BeginRow()
    {
        ThrowIfRow();
        Reserve(RowFrame.UsualHead);
        _rowStart = _length;
        _length += RowFrame.UsualHead;
    }

    /// <summary>Begins a row that is written into a span; ended by <see cref="EndRow(in RowSpan)"/>.</summary>
    /// <param name="maxBytes">At least the bytes that will be written, as <see cref="RowSpan"/> counts them.</param>
    public RowSpan BeginRow(int maxBytes)
    {
        ThrowIfRow();
        var bytes = maxBytes + RowSpan.MaxField;
        Reserve(RowFrame.UsualHead + bytes);
        _rowStart = _length;
        _reserved = maxBytes;
        return new RowSpan(_buffer.AsSpan(_length + RowFrame.UsualHead, bytes));
    }

    public void EndRow()
    {
        ThrowIfNoRow();
        EndRow(_length - _rowStart - RowFrame.UsualHead);
    }

    /// <summary>Ends the row that was begun as a span.</summary>
    public void EndRow(in RowSpan row)
    {
        ThrowIfNoRow();
        if (row.Length > _reserved) throw new InvalidOperationException("The row is longer than what was reserved for it.");
        EndRow(row.Length);
    }

    /// <summary>Drops all rows.</summary>
    public void Clear() => (_length, Count, _rowStart) = (0, 0, NoRow);

    /// <summary>STRING and JSON, and NUMERIC, BIGNUMERIC, DATETIME, TIME, GEOGRAPHY, INTERVAL as their literals.</summary>
    public void WriteString(RowColumn column, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var length = Encoding.UTF8.GetByteCount(value);
        StartField(column, RowWireKind.Text, MaxVarintBytes + length);
        PutVarint((uint)length);
        _length += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_length));
    }

    /// <inheritdoc cref="WriteString(RowColumn, string)"/>
    /// <param name="column">The column.</param>
    /// <param name="utf8">The value, well-formed UTF-8: BigQuery refuses the whole append otherwise.</param>
    public void WriteString(RowColumn column, ReadOnlySpan<byte> utf8) => WriteBlob(column, RowWireKind.Text, utf8);

    /// <summary>BYTES.</summary>
    public void WriteBytes(RowColumn column, ReadOnlySpan<byte> value) => WriteBlob(column, RowWireKind.Bytes, value);

    /// <summary>INT64.</summary>
    public void WriteInt64(RowColumn column, long value)
    {
        StartField(column, RowWireKind.Int64, MaxVarintBytes);
        PutVarint((ulong)value);
    }

    /// <summary>FLOAT64.</summary>
    public void WriteDouble(RowColumn column, double value)
    {
        StartField(column, RowWireKind.Double, sizeof(double));
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.AsSpan(_length), value);
        _length += sizeof(double);
    }

    /// <summary>BOOL.</summary>
    public void WriteBool(RowColumn column, bool value)
    {
        StartField(column, RowWireKind.Bool, 1);
        _buffer[_length++] = value ? (byte)1 : (byte)0;
    }

    /// <summary>TIMESTAMP; what is below a microsecond is cut off.</summary>
    public void WriteTimestamp(RowColumn column, DateTimeOffset value) =>
        WriteTimestampMicros(column, (value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>TIMESTAMP as microseconds since 1970 UTC.</summary>
    public void WriteTimestampMicros(RowColumn column, long microseconds)
    {
        StartField(column, RowWireKind.Timestamp, MaxVarintBytes);
        PutVarint((ulong)microseconds);
    }

    /// <summary>DATE.</summary>
    public void WriteDate(RowColumn column, DateOnly value)
    {
        StartField(column, RowWireKind.Date, MaxVarintBytes);
        PutVarint((ulong)(value.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber));
    }

    /// <summary>The rows ended so far; the writer starts empty again.</summary>
    /// <exception cref="InvalidOperationException">A row was begun and not ended.</exception>
    public RowBatch ToBatch()
    {
        ThrowIfRow();
        var batch = new RowBatch(_buffer, _length, Count);
        _expected = Math.Min(_length + _length / 8, MaxExpected);
        _buffer = [];
        Clear();
        return batch;
    }

    private void WriteBlob(RowColumn column, RowWireKind kind, ReadOnlySpan<byte> value)
    {
        StartField(column, kind, MaxVarintBytes + value.Length);
        PutVarint((uint)value.Length);
        value.CopyTo(_buffer.AsSpan(_length));
        _length += value.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StartField(RowColumn column, RowWireKind kind, int valueBytes)
    {
        if (column.Kind != kind) ThrowWrongType(column, kind);
        ThrowIfNoRow();
        Reserve(MaxVarintBytes + valueBytes);
        PutVarint(column.Tag);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PutVarint(ulong value)
    {
        while (value >= 0x80)
        {
            _buffer[_length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[_length++] = (byte)value;
    }

    /// <summary>Writes the frame's head before a row whose length is known now; a row of an unusual length moves to make it fit.</summary>
    private void EndRow(int length)
    {
        var head = RowFrame.UsualHead;
        if (length is < RowFrame.UsualMin or > RowFrame.UsualMax)
        {
            head = 1 + Math.Max(1, (BitOperations.Log2((uint)length) + 7) / 7);
            Reserve(_rowStart + head + length - _length);
            _buffer.AsSpan(_rowStart + RowFrame.UsualHead, length).CopyTo(_buffer.AsSpan(_rowStart + head));
        }

        _length = _rowStart;
        _buffer[_length++] = RowFrame.Tag;
        PutVarint((uint)length);
        _length += length;
        Count++;
        _rowStart = NoRow;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes) Grow(bytes);
    }

    private void Grow(int bytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(_buffer.Length * 2, _expected), _length + bytes));
        // a row that is being written as a span is not counted in the length yet
        _buffer.AsSpan().CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void ThrowIfNoRow()
    {
        if (_rowStart == NoRow) throw new InvalidOperationException("No row was begun.");
    }

    private void ThrowIfRow()
    {
        if (_rowStart != NoRow) throw new InvalidOperationException("The row before was not ended.");
    }

    private static void ThrowWrongType(RowColumn column, RowWireKind kind) =>
        throw new InvalidOperationException($"Column {column.Name} is of type {column.Type}; {kind} can't be written to it.");
}
