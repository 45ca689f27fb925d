using Google.Protobuf;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Rows;
using PmpPulse.Feeds.Templates;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.VehicleStatus;

/// <summary>
/// Vehicles as rows: the readers and the encoder put together. Most vehicles have a form that is known (<see cref="VehicleTemplate"/>); of
/// any other the plain reader's success teaches its form, and its failure leaves it to the reference reader.
/// </summary>
internal sealed class VehicleStatusRows(RowSchema schema) : IElementRows
{
    private readonly VehicleStatusEncoder _encoder = new(schema);
    private readonly ReportColumns _reports = new(schema, "last_reported_ts", VehicleStatusFeed.List.JsonColumn, VehicleStatusFlagNames.LastReportedFuture);
    private readonly TemplateShelf<VehicleTemplate> _templates = new(template => template.Form);

    /// <inheritdoc />
    public RowSchema Schema { get; } = schema;

    /// <summary>How many elements had a form that was known.</summary>
    public long TemplateMatches => _templates.Matches;

    /// <inheritdoc />
    public void Start(in SnapshotContext snapshot) => _encoder.Start(snapshot);

    /// <inheritdoc />
    public bool TryWrite(ref JsonScanner scanner, ReadOnlyMemory<byte> payload, in SnapshotContext snapshot, RowBatchWriter rows, out ReadOnlyMemory<byte> id)
    {
        id = default;
        var row = default(VehicleStatusRow);
        if (!TryReadByTemplate(ref scanner, payload, snapshot, ref row) && !TryReadPlainly(ref scanner, payload, snapshot, out row)) return false;
        id = row.VehicleId;
        _encoder.Write(rows, row);
        return true;
    }

    /// <inheritdoc />
    public ReadError? Write(ReadOnlyMemory<byte> element, in SnapshotContext snapshot, RowBatchWriter rows, out string? id)
    {
        var error = VehicleStatusReferenceReader.Read(element, snapshot, out var row, out id);
        if (error is null) _encoder.Write(rows, row);
        return error;
    }

    /// <inheritdoc />
    public ElementReport ReportOf(ByteString row) => _reports.Read(row);

    private bool TryReadByTemplate(ref JsonScanner scanner, ReadOnlyMemory<byte> payload, in SnapshotContext snapshot, ref VehicleStatusRow row)
    {
        var (start, end) = (scanner.Position, scanner.Position);
        if (_templates.Match(payload.Span, ref end) is not { } template || !template.TryFill(_templates.Values, payload, snapshot, ref row)) return false;
        row.RawJson = payload[start..end];
        scanner.Position = end;
        return true;
    }

    private bool TryReadPlainly(ref JsonScanner scanner, ReadOnlyMemory<byte> payload, in SnapshotContext snapshot, out VehicleStatusRow row)
    {
        if (!VehicleStatusReader.TryRead(ref scanner, payload, snapshot, out row)) return false;
        if (_templates.MayLearn) _templates.Add(VehicleTemplate.Learn(row.RawJson));
        return true;
    }
}
