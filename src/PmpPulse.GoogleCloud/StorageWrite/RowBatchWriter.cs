namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>
/// Encodes rows straight into protobuf's wire format: <see cref="BeginRow"/>, a write for each column that isn't NULL (for each
/// element of a repeated one), <see cref="EndRow"/>; then <see cref="ToBatch"/>. Not thread-safe; reusable.
/// </summary>
public sealed class RowBatchWriter(RowSchema schema)
{
    /// <summary>Rows ended since the last <see cref="ToBatch"/>.</summary>
    public int Count => throw new NotImplementedException();

    /// <summary>Bytes of those rows.</summary>
    public int ByteCount => throw new NotImplementedException();

    /// <summary>What the rows are encoded for.</summary>
    public RowSchema Schema { get; } = schema;

    public void BeginRow() => throw new NotImplementedException();

    public void EndRow() => throw new NotImplementedException();

    /// <summary>Drops the row that was begun.</summary>
    public void AbandonRow() => throw new NotImplementedException();

    /// <summary>STRING and JSON, and NUMERIC, BIGNUMERIC, DATETIME, TIME, GEOGRAPHY, INTERVAL as their literals.</summary>
    public void WriteString(RowColumn column, string value) => throw new NotImplementedException();

    /// <inheritdoc cref="WriteString(RowColumn, string)"/>
    /// <param name="column">The column.</param>
    /// <param name="utf8">The value, well-formed UTF-8: BigQuery refuses the whole append otherwise.</param>
    public void WriteString(RowColumn column, ReadOnlySpan<byte> utf8) => throw new NotImplementedException();

    /// <summary>BYTES.</summary>
    public void WriteBytes(RowColumn column, ReadOnlySpan<byte> value) => throw new NotImplementedException();

    /// <summary>INT64.</summary>
    public void WriteInt64(RowColumn column, long value) => throw new NotImplementedException();

    /// <summary>FLOAT64.</summary>
    public void WriteDouble(RowColumn column, double value) => throw new NotImplementedException();

    /// <summary>BOOL.</summary>
    public void WriteBool(RowColumn column, bool value) => throw new NotImplementedException();

    /// <summary>TIMESTAMP; what is below a microsecond is cut off.</summary>
    public void WriteTimestamp(RowColumn column, DateTimeOffset value) => throw new NotImplementedException();

    /// <summary>TIMESTAMP as microseconds since 1970 UTC.</summary>
    public void WriteTimestampMicros(RowColumn column, long microseconds) => throw new NotImplementedException();

    /// <summary>DATE.</summary>
    public void WriteDate(RowColumn column, DateOnly value) => throw new NotImplementedException();

    /// <summary>The rows ended so far; the writer starts empty again.</summary>
    public RowBatch ToBatch() => throw new NotImplementedException();
}
