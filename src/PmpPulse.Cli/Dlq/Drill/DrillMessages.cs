using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PmpPulse.Cli.Replay.Hold;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.BigQuery;
using Encoding = System.Text.Encoding;

namespace PmpPulse.Cli.Dlq.Drill;

/// <summary>Makes the messages of a drill: a good one, and one that each stage must give up.</summary>
/// <param name="drillId">
/// Begins its ordering keys, too: each drill has its own, so that it holds up nobody, and two drills are no feed with a gap.
/// </param>
/// <param name="systemId">The system it is a drill of: the services take no other's events.</param>
/// <param name="reference">What the good messages repeat.</param>
/// <param name="now">When the drill began (UTC).</param>
internal sealed class DrillMessages(string drillId, string systemId, DrillReference reference, DateTimeOffset now)
{
    public const string IdAttribute = MessageAttributes.DrillId;
    public const string CaseAttribute = "drill_case";

    public const string BigQueryNote =
        "bq_insert_curated is not drilled: no message does it. Validation lets nothing through that the table of infra/bigquery/schemas refuses; only a table that was changed by hand would.";

    private const string CurationRemedy = "does curation run, and keep up? See its log, and the backlog of pmp-events-dataflow-sub";
    private const string WriterRemedy = "does the writer run, and is it pushed to? See its log";

    private readonly string _key = EventTypes.Key(drillId, EventTypes.StationStatusSnapshot);

    public IReadOnlyList<DrillMessage> All =>
    [
        Status("good", 0, Stations(reference.Station), [Raw(0), Curated()]),
        NotJson(),
        Status("snapshot_to_station_rows", 1, """{"data":{"stations":"none"}}""", [Raw(1), CuratedDeadLetter("snapshot_to_station_rows")]),
        Status(
            "validate_row", 2, Stations($$"""{"station_id":"{{drillId}}","num_bikes_available":-1,"num_docks_available":1}"""),
            [Raw(2), CuratedDeadLetter("validate_row")]),
        Status("raw writer fails", 3, Stations(reference.Station), [Exported(HoldPath.Events, "raw writer fails"), Held(HoldPath.Events)], fails: true),
        Information("station-information writer fails", [Exported(HoldPath.StationInfo, "station-information writer fails"), Held(HoldPath.StationInfo)]),
    ];

    private static string Stations(string station) => $$$"""{"data":{"stations":[{{{station}}}]}}""";

    private DrillMessage NotJson() => new(
        "parse_normalize",
        ResourceNames.Topics.Events,
        Mark(new PubsubMessage { Data = ByteString.CopyFromUtf8($"{drillId}: no envelope"), OrderingKey = _key }, "parse_normalize"),
        [
            CuratedDeadLetter("parse_normalize"),
            new DrillTable(
                ResourceNames.Tables.StatusPushDeadLetters, WriterRemedy, "JSON_VALUE(attributes, '$.pmp_error_type')",
                "publish_time >= @began AND message_id = @message_id", Began),
        ]);

    private DrillMessage Status(string name, int index, string payload, IReadOnlyList<DrillPlace> places, bool fails = false) =>
        Event(name, ResourceNames.Topics.Events, EventTypes.StationStatusSnapshot, IngestTs(index), reference.EventTs, payload, places, fails);

    private DrillMessage Information(string name, IReadOnlyList<DrillPlace> places) => Event(
        name, ResourceNames.Topics.StationInfo, EventTypes.StationInformationSnapshot, Before(reference.InformationIngestTs, 0), reference.InformationEventTs,
        Stations(reference.Information), places, fails: true);

    private DrillMessage Event(
        string name, string topic, string eventType, DateTimeOffset ingestTs, DateTimeOffset eventTs, string payload, IReadOnlyList<DrillPlace> places, bool fails)
    {
        var envelope = new EventEnvelope(ingestTs, eventTs, systemId, eventType, EventTypes.Key(drillId, eventType), Encoding.UTF8.GetBytes(payload));
        var message = new PubsubMessage
        {
            Data = ByteString.CopyFrom(EventEnvelopeWriter.ToBytes(envelope).Span),
            OrderingKey = envelope.Key,
            Attributes = { envelope.Attributes().ToDictionary() },
        };
        if (fails) message.Attributes[MessageAttributes.DeadLetterTest] = "true";
        return new DrillMessage(name, topic, Mark(message, name), places);
    }

    private PubsubMessage Mark(PubsubMessage message, string name)
    {
        message.Attributes[IdAttribute] = drillId;
        message.Attributes[CaseAttribute] = name;
        return message;
    }

    private QueryParameter Began => QueryParameter.Timestamp("began", now.AddMinutes(-10));

    // (key, ingest_ts) identifies a raw row
    private DateTimeOffset IngestTs(int index) => Before(reference.IngestTs, index);

    /// <summary>Collected so shortly before what is repeated that nothing was collected between them.</summary>
    private static DateTimeOffset Before(DateTimeOffset ingestTs, int index) => ingestTs.AddMilliseconds(index - 10);

    private DrillTable Raw(int index) => new(
        ResourceNames.Tables.StatusRaw, WriterRemedy, "'a row'", "key = @key AND ingest_ts = @ingest_ts",
        QueryParameter.String("key", _key), QueryParameter.Timestamp("ingest_ts", IngestTs(index)));

    private DrillTable Curated() => new(
        ResourceNames.Tables.StationStatus, CurationRemedy, "CONCAT('station ', station_id)",
        "ingest_ts = @ingest_ts AND snapshot_id = @snapshot_id AND station_id = @station_id",
        QueryParameter.Timestamp("ingest_ts", IngestTs(0)),
        QueryParameter.Int64("snapshot_id", SnapshotId.Compute(_key, reference.EventTs, Encoding.UTF8.GetBytes($"[{reference.Station}]"))),
        QueryParameter.String("station_id", reference.StationId));

    private DrillTable CuratedDeadLetter(string stage) => new(
        ResourceNames.Tables.CuratedDeadLetters, CurationRemedy, "CONCAT(stage, ': ', error_type)",
        "dlq_ts >= @began AND message_id = @message_id AND stage = @stage", Began, QueryParameter.String("stage", stage));

    private DrillTable Exported(HoldPath path, string name) => new(
        path.Table, $"does the writer run with DLQ_TEST_ENABLED=true? Else it wrote the message. Does {path.PushSubscription} dead-letter after 5 deliveries?",
        "CONCAT('after ', JSON_VALUE(attributes, '$.CloudPubSubDeadLetterSourceDeliveryCount'), ' deliveries')",
        "publish_time >= @began AND JSON_VALUE(attributes, '$.drill_id') = @drill_id AND JSON_VALUE(attributes, '$.drill_case') = @drill_case",
        Began, QueryParameter.String("drill_id", drillId), QueryParameter.String("drill_case", name));

    private static DrillHold Held(HoldPath path) => new(path, $"is {path.HoldSubscription} a subscription of the dead-letter topic, and was nobody quicker with a replay?");
}
