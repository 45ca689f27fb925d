using PmpPulse.Contracts.Events;
using PmpPulse.GoogleCloud.PubSub.Push;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.Writer.Push;
using PmpPulse.Writer.Tables;

namespace PmpPulse.Writer.Raw;

/// <summary>
/// Writes each status event, of any system, as one row, at least once: an event is identified by (<c>key</c>, <c>ingest_ts</c>). Replays
/// that only curation needs are skipped.
/// </summary>
internal sealed class RawWriter(TableWriter table, WriterOptions options, ILogger<RawWriter> logger) : IMessageWriter
{
    // times, names and vehicle types; a longer row only makes the buffer grow
    private const int RowOverhead = 1_024;

    private readonly RowColumn _ingestTs = table.Schema.Column("ingest_ts");
    private readonly RowColumn _eventTs = table.Schema.Column("event_ts");
    private readonly RowColumn _source = table.Schema.Column("source");
    private readonly RowColumn _eventType = table.Schema.Column("event_type");
    private readonly RowColumn _key = table.Schema.Column("key");
    private readonly RowColumn _payload = table.Schema.Column("payload");
    private readonly RowColumn _snapshotId = table.Schema.Column("snapshot_id");
    private readonly RowColumn _vehicleTypes = table.Schema.Column("vehicle_types");
    private readonly RowColumn _payloadEncoding = table.Schema.Column("payload_encoding");

    public async Task<int> WriteAsync(PushDelivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Attributes.GetValueOrDefault(MessageAttributes.ReplayFor) == MessageAttributes.Curation && IsForCuration(delivery))
        {
            // the event itself has been in the table since it was published
            Log.Skipped(logger, delivery.MessageId, MessageAttributes.Curation);
            WriterTelemetry.CountSkipped(table.Table);
            return 0;
        }

        var (envelope, snapshotId) = RawEvent.Read(delivery, options.Kind);
        var rejected = await table.AppendAsync(Row(envelope, snapshotId), cancellationToken);
        // a JSON column refuses some of what JSON allows, such as half a surrogate pair: as text it accepts anything
        if (rejected.Count > 0 && envelope.PayloadIsJson) rejected = await table.AppendAsync(Row(envelope with { PayloadIsJson = false }, snapshotId), cancellationToken);
        return rejected is [var row, ..] ? throw new MessageRejectedException(MessageErrors.RowRejected, $"BigQuery rejected the row: {row.Message}") : 1;
    }

    private RowBatch Row(EventEnvelope envelope, long? snapshotId)
    {
        var rows = new RowBatchWriter(table.Schema, envelope.Payload.Length + RowOverhead);
        rows.BeginRow();
        rows.WriteTimestamp(_ingestTs, envelope.IngestTs);
        if (envelope.EventTs is { } eventTs) rows.WriteTimestamp(_eventTs, eventTs);
        rows.WriteString(_source, envelope.Source);
        rows.WriteString(_eventType, envelope.EventType);
        rows.WriteString(_key, envelope.Key);
        rows.WriteString(_payload, EventEnvelopeWriter.PayloadToJson(envelope).Span);
        if (snapshotId is { } id) rows.WriteInt64(_snapshotId, id);
        if (VehicleTypes.Read(envelope.VehicleTypes) is [_, ..] types) rows.WriteString(_vehicleTypes, VehicleTypes.ToJson(types).Span);
        if (PayloadEncoding.Of(envelope) is { } encoding) rows.WriteString(_payloadEncoding, encoding);
        rows.EndRow();
        return rows.ToBatch();
    }

    /// <summary>
    /// Curation records bytes that are not an envelope, but skips an event of another type, so the writer must keep that.
    /// </summary>
    private bool IsForCuration(PushDelivery delivery) =>
        EventEnvelopeReader.ReadMessage(delivery.Data).Envelope is not { } envelope || envelope.EventType == options.Kind.EventType;
}
