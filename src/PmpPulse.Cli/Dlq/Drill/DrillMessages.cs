using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.GoogleCloud.BigQuery;
using Encoding = System.Text.Encoding;

namespace PmpPulse.Cli.Dlq.Drill;

/// <summary>
/// Makes a drill's messages of one feed: a good one, and for each stage and the writer one that must become a dead letter.
/// </summary>
/// <param name="drillId">
/// Also the start of its ordering keys: each drill has its own, so that it holds up no other message, and two drills don't look like a feed
/// with a gap.
/// </param>
/// <param name="systemId">The drilled system: the services accept no other's events.</param>
/// <param name="reference">What the good messages repeat.</param>
/// <param name="now">When the drill began (UTC).</param>
internal sealed class DrillMessages(string drillId, string systemId, DrillReference reference, DateTimeOffset now)
{
    public const string IdAttribute = MessageAttributes.DrillId;
    public const string CaseAttribute = "drill_case";

    public const string BigQueryNote =
        "bq_insert_curated is not drilled: no message can cause it. Validation stops every row that a table of infra/bigquery/schemas would refuse; only a table changed by hand refuses one.";

    private const string WriterRemedy = "does the writer run, and does its subscription push to it? See its log";

    private readonly FeedTopology _feed = reference.Feed;
    private readonly FeedList _list = Feed.Named(reference.Feed.Kind).List;
    private readonly string _key = EventTypes.Key(drillId, reference.Feed.EventType);

    public IReadOnlyList<DrillMessage> All => _feed.Curation is { } curation ? [.. Curated(curation), WriterFails(3)] : [WriterFails(0)];

    private IEnumerable<DrillMessage> Curated(CurationTopology curation) =>
    [
        Event("good", 0, _list.FeedOf(reference.Element), [Raw(0), CuratedRow(curation)]),
        NotJson(curation),
        Event("snapshot_to_station_rows", 1, Encoding.UTF8.GetBytes($$$"""{"data":{"{{{_list.Name}}}":"none"}}"""), [Raw(1), CuratedDeadLetter(curation, "snapshot_to_station_rows")]),
        // whatever the kind, an element without an id is none that could be told from others
        Event(
            "validate_row", 2, _list.FeedOf(Encoding.UTF8.GetBytes($$"""{"drill":"{{drillId}}"}""")),
            [Raw(2), CuratedDeadLetter(curation, "validate_row")]),
    ];

    private DrillMessage WriterFails(int index)
    {
        var name = $"{_feed.Writer.Service} fails";
        return Event(name, index, _list.FeedOf(reference.Element), [Exported(name), Held()], fails: true);
    }

    private DrillMessage NotJson(CurationTopology curation) => new(
        "parse_normalize",
        _feed.Topic,
        Mark(new PubsubMessage { Data = ByteString.CopyFromUtf8($"{drillId}: no envelope"), OrderingKey = _key }, "parse_normalize"),
        [
            CuratedDeadLetter(curation, "parse_normalize"),
            new DrillTable(
                _feed.DeadLetters.Table, WriterRemedy, "JSON_VALUE(attributes, '$.pmp_error_type')",
                "publish_time >= @began AND message_id = @message_id", Began),
        ]);

    private DrillMessage Event(string name, int index, byte[] payload, IReadOnlyList<DrillPlace> places, bool fails = false)
    {
        var envelope = new EventEnvelope(IngestTs(index), reference.EventTs, systemId, _feed.EventType, _key, payload);
        var message = new PubsubMessage
        {
            Data = ByteString.CopyFrom(EventEnvelopeWriter.ToBytes(envelope).Span),
            OrderingKey = envelope.Key,
            Attributes = { envelope.Attributes().ToDictionary() },
        };
        if (fails) message.Attributes[MessageAttributes.DeadLetterTest] = "true";
        return new DrillMessage(name, _feed.Topic, Mark(message, name), places);
    }

    private PubsubMessage Mark(PubsubMessage message, string name)
    {
        message.Attributes[IdAttribute] = drillId;
        message.Attributes[CaseAttribute] = name;
        return message;
    }

    private QueryParameter Began => QueryParameter.Timestamp("began", now.AddMinutes(-10));

    /// <summary>
    /// Collected so shortly before what is repeated that nothing was collected between them; (key, ingest_ts) identifies a raw row.
    /// </summary>
    private DateTimeOffset IngestTs(int index) => reference.IngestTs.AddMilliseconds(index - 10);

    private DrillTable Raw(int index) => new(
        _feed.Writer.Table, WriterRemedy, "'a row'", "key = @key AND ingest_ts = @ingest_ts",
        QueryParameter.String("key", _key), QueryParameter.Timestamp("ingest_ts", IngestTs(index)));

    private DrillTable CuratedRow(CurationTopology curation) => new(
        curation.Table, CurationRemedy(curation), $"CONCAT('{_list.Element} ', {_list.Id})",
        $"ingest_ts = @ingest_ts AND snapshot_id = @snapshot_id AND {_list.Id} = @element_id",
        QueryParameter.Timestamp("ingest_ts", IngestTs(0)),
        QueryParameter.Int64("snapshot_id", SnapshotId.Compute(_key, reference.EventTs, [(byte)'[', .. reference.Element, (byte)']'])),
        QueryParameter.String("element_id", reference.ElementId));

    private DrillTable CuratedDeadLetter(CurationTopology curation, string stage) => new(
        curation.DeadLetterTable, CurationRemedy(curation), "CONCAT(stage, ': ', error_type)",
        "dlq_ts >= @began AND message_id = @message_id AND stage = @stage", Began, QueryParameter.String("stage", stage));

    private static string CurationRemedy(CurationTopology curation) => $"does curation run, and keep up? See its log, and the backlog of {curation.Subscription}";

    private DrillTable Exported(string name) => new(
        _feed.DeadLetters.Table, $"does the writer run with DLQ_TEST_ENABLED=true? Otherwise it wrote the message. Does {_feed.Writer.Subscription} dead-letter after 5 deliveries?",
        "CONCAT('after ', JSON_VALUE(attributes, '$.CloudPubSubDeadLetterSourceDeliveryCount'), ' deliveries')",
        "publish_time >= @began AND JSON_VALUE(attributes, '$.drill_id') = @drill_id AND JSON_VALUE(attributes, '$.drill_case') = @drill_case",
        Began, QueryParameter.String("drill_id", drillId), QueryParameter.String("drill_case", name));

    private DrillHold Held() => new(
        _feed.DeadLetters, $"is {_feed.DeadLetters.HoldSubscription} a subscription of the dead-letter topic, and did no replay take the message first?");
}
