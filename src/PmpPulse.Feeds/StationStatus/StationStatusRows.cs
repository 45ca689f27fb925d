using Google.Protobuf;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Rows;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.StationStatus;

/// <summary>Stations as rows: the readers and the encoder put together.</summary>
internal sealed class StationStatusRows(RowSchema schema) : IElementRows
{
    private readonly StationStatusEncoder _encoder = new(schema);
    private readonly ReportColumns _reports = new(schema, "last_reported_ts", StationStatusFeed.List.JsonColumn, "last_reported_future");

    /// <inheritdoc />
    public RowSchema Schema { get; } = schema;

    /// <inheritdoc />
    public bool TryWrite(ref JsonScanner scanner, ReadOnlyMemory<byte> payload, in SnapshotContext snapshot, RowBatchWriter rows, out ReadOnlyMemory<byte> id)
    {
        id = default;
        if (!StationStatusReader.TryRead(ref scanner, payload, snapshot, out var row)) return false;
        id = row.StationId;
        _encoder.Write(rows, row, snapshot);
        return true;
    }

    /// <inheritdoc />
    public ReadError? Write(ReadOnlyMemory<byte> element, in SnapshotContext snapshot, RowBatchWriter rows, out string? id)
    {
        var error = StationStatusReferenceReader.Read(element, snapshot, out var row, out id);
        if (error is null) _encoder.Write(rows, row, snapshot);
        return error;
    }

    /// <inheritdoc />
    public ElementReport ReportOf(ByteString row) => _reports.Read(row);
}
