using Google.Protobuf;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Rows;
using PmpPulse.Feeds.Templates;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.StationStatus;

/// <summary>
/// Stations as rows: the readers and the encoder put together. Most stations have a form that is known (<see cref="StationTemplate"/>); of
/// any other the plain reader's success teaches its form, and its failure leaves it to the reference reader.
/// </summary>
internal sealed class StationStatusRows(RowSchema schema) : IElementRows
{
    private readonly StationStatusEncoder _encoder = new(schema);
    private readonly ReportColumns _reports = new(schema, "last_reported_ts", StationStatusFeed.List.JsonColumn, "last_reported_future");
    private readonly TemplateShelf<StationTemplate> _templates = new(template => template.Form);
    private VehicleKinds _vehicles = VehicleKinds.None;

    /// <inheritdoc />
    public RowSchema Schema { get; } = schema;

    /// <summary>How many elements had a form that was known.</summary>
    public long TemplateMatches => _templates.Matches;

    /// <inheritdoc />
    public void Start(in SnapshotContext snapshot)
    {
        _encoder.Start(snapshot);
        if (ReferenceEquals(_vehicles, snapshot.Vehicles)) return;
        // a template knows what its vehicle types count as
        _vehicles = snapshot.Vehicles;
        _templates.Clear();
    }

    /// <inheritdoc />
    public bool TryWrite(ref JsonScanner scanner, ReadOnlyMemory<byte> payload, in SnapshotContext snapshot, RowBatchWriter rows, out ReadOnlyMemory<byte> id)
    {
        id = default;
        var row = default(StationStatusRow);
        if (!TryReadByTemplate(ref scanner, payload, snapshot, ref row) && !TryReadPlainly(ref scanner, payload, snapshot, out row)) return false;
        id = row.StationId;
        _encoder.Write(rows, row);
        return true;
    }

    /// <inheritdoc />
    public ReadError? Write(ReadOnlyMemory<byte> element, in SnapshotContext snapshot, RowBatchWriter rows, out string? id)
    {
        var error = StationStatusReferenceReader.Read(element, snapshot, out var row, out id);
        if (error is null) _encoder.Write(rows, row);
        return error;
    }

    /// <inheritdoc />
    public ElementReport ReportOf(ByteString row) => _reports.Read(row);

    private bool TryReadByTemplate(ref JsonScanner scanner, ReadOnlyMemory<byte> payload, in SnapshotContext snapshot, ref StationStatusRow row)
    {
        var (start, end) = (scanner.Position, scanner.Position);
        if (_templates.Match(payload.Span, ref end) is not { } template || !template.TryFill(_templates.Values, payload, snapshot, ref row)) return false;
        row.RawJson = payload[start..end];
        scanner.Position = end;
        return true;
    }

    private bool TryReadPlainly(ref JsonScanner scanner, ReadOnlyMemory<byte> payload, in SnapshotContext snapshot, out StationStatusRow row)
    {
        if (!StationStatusReader.TryRead(ref scanner, payload, snapshot, out row)) return false;
        if (_templates.MayLearn) _templates.Add(StationTemplate.Learn(row.RawJson, _vehicles));
        return true;
    }
}
