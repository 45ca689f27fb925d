using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Google.Protobuf;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>
/// Encodes rows straight into protobuf's wire format: <see cref="BeginRow"/>, a write for each column that isn't NULL (for each
/// element of a repeated one), <see cref="EndRow"/>; then <see cref="ToBatch"/>. Not thread-safe; reusable.
/// </summary>
/// <exception cref="InvalidOperationException">Any write: no row was begun, or the column is of another type.</exception>
public sealed class RowBatchWriter
{
    private const int MaxVarintBytes = 10;
    private const int NoRow = -1;

    private readonly List<(int Start, int Length)> _rows = [];
    private byte[] _buffer;
    private int _nextCapacity;
    private int _length;
    private int _rowStart = NoRow;

    public RowBatchWriter(RowSchema schema, int initialCapacity = 4096)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Schema = schema;
        _buffer = new byte[Math.Max(initialCapacity, MaxVarintBytes)];
    }

    /// <summary>What the rows are encoded for.</summary>
    public RowSchema Schema { get; }

    /// <summary>Rows ended since the last <see cref="ToBatch"/>.</summary>
    public int Count => _rows.Count;

    /// <summary>Bytes of those rows, the begun one included.</summary>
    public int ByteCount => _length;

    public void BeginRow()
    {
        if (_rowStart != NoRow)
        {
            throw new InvalidOperationException("The row before was not ended.");
        }

        _rowStart = _length;
    }

    public void EndRow()
    {
        ThrowIfNoRow();
        _rows.Add((_rowStart, _length - _rowStart));
        _rowStart = NoRow;
    }

    /// <summary>Drops the current row.</summary>
    public void AbandonRow()
    {
        ThrowIfNoRow();
        _length = _rowStart;
        _rowStart = NoRow;
    }

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
        if (_rowStart != NoRow)
        {
            throw new InvalidOperationException("The last row was not ended.");
        }

        var rows = new ByteString[_rows.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = UnsafeByteOperations.UnsafeWrap(_buffer.AsMemory(_rows[i].Start, _rows[i].Length));
        }

        // the batch keeps the buffer; the next one, if there is one, is likely to be as large
        (_nextCapacity, _buffer) = (_buffer.Length, []);
        _rows.Clear();
        _length = 0;
        return new RowBatch(rows);
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
        if (column.Kind != kind)
        {
            ThrowWrongType(column, kind);
        }

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

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(Math.Max(_buffer.Length * 2, _nextCapacity), _length + bytes));
        }
    }

    private void ThrowIfNoRow()
    {
        if (_rowStart == NoRow)
        {
            throw new InvalidOperationException("No row was begun.");
        }
    }

    private static void ThrowWrongType(RowColumn column, RowWireKind kind) =>
        throw new InvalidOperationException($"Column {column.Name} is of type {column.Type}; {kind} can't be written to it.");
}
