using Google.Protobuf;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Rows;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.VehicleStatus;

/// <summary>Vehicles as rows: the readers and the encoder put together.</summary>
internal sealed class VehicleStatusRows(RowSchema schema) : IElementRows
{
    private readonly VehicleStatusEncoder _encoder = new(schema);
    private readonly ReportColumns _reports = new(schema, "last_reported_ts", VehicleStatusFeed.List.JsonColumn, VehicleStatusFlagNames.LastReportedFuture);

    /// <inheritdoc />
    public RowSchema Schema { get; } = schema;

    /// <inheritdoc />
    public void Start(in SnapshotContext snapshot)
    {
    }

    /// <inheritdoc />
    public bool TryWrite(ref JsonScanner scanner, ReadOnlyMemory<byte> payload, in SnapshotContext snapshot, RowBatchWriter rows, out ReadOnlyMemory<byte> id)
    {
        id = default;
        if (!VehicleStatusReader.TryRead(ref scanner, payload, snapshot, out var row)) return false;
        id = row.VehicleId;
        _encoder.Write(rows, row, snapshot);
        return true;
    }

    /// <inheritdoc />
    public ReadError? Write(ReadOnlyMemory<byte> element, in SnapshotContext snapshot, RowBatchWriter rows, out string? id)
    {
        var error = VehicleStatusReferenceReader.Read(element, snapshot, out var row, out id);
        if (error is null) _encoder.Write(rows, row, snapshot);
        return error;
    }

    /// <inheritdoc />
    public ElementReport ReportOf(ByteString row) => _reports.Read(row);
}
