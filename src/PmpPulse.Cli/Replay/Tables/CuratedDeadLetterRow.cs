using System.Collections.ObjectModel;
using System.Text.Json;
using Encoding = System.Text.Encoding;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.Kinds;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Replay.Tables;

/// <summary>One identity of curation's dead letters, in its last version.</summary>
internal sealed class CuratedDeadLetterRow
{
    /// <summary>The stage whose <c>row_json</c> is a curated row and not the feed's element.</summary>
    private const string RefusedByBigQuery = "bq_insert_curated";

    /// <summary>The stage that dead-letters single elements.</summary>
    private const string OneElement = "validate_row";

    private readonly EventMeta _meta;
    private readonly string? _rowJson;
    private readonly byte[]? _data;
    private readonly byte[]? _message;

    public CuratedDeadLetterRow(BigQueryRow row)
    {
        Time = row.GetTimestamp("dlq_ts");
        MessageId = row.GetStringOrNull("message_id") ?? string.Empty;
        Stage = row.GetString("stage");
        ErrorType = row.GetStringOrNull("error_type");
        ElementId = row.GetStringOrNull("element_id");
        IsParked = row.GetBool("is_parked");
        Replays = ReplayMessage.ParseCount(row.GetStringOrNull("replay_count"));
        _meta = new EventMeta(
            row.GetStringOrNull("ingest_ts"), row.GetStringOrNull("event_ts"), row.GetStringOrNull("source"),
            row.GetStringOrNull("event_type"), row.GetStringOrNull("key"))
        {
            VehicleTypes = JsonOrEmpty(row.GetStringOrNull("vehicle_types")),
        };
        _rowJson = row.GetStringOrNull("row_json");
        _data = row.GetBytesOrNull("data");
        // for an element that is not text, its bytes
        _message = Stage == OneElement ? null : _data;
        if (_message is not null) (SnapshotId, EventTs) = SnapshotOf(_message);
        else (SnapshotId, EventTs) = (long.TryParse(row.GetStringOrNull("snapshot_id"), out var id) ? id : null, Parse(_meta.EventTs) ?? Parse(_meta.IngestTs));
    }

    public DateTimeOffset Time { get; }

    public string MessageId { get; }

    public string Stage { get; }

    public string? ErrorType { get; }

    public string? ElementId { get; }

    /// <summary>Its system, cut if it is long; null if the dead letter does not say.</summary>
    public string? Source => _meta.Source;

    /// <summary>An earlier replay parked it.</summary>
    public bool IsParked { get; }

    /// <summary>How often it had been replayed when it failed last.</summary>
    public long Replays { get; }

    /// <summary>The snapshot that it belongs to; null if unknown, as usual for a whole message that failed.</summary>
    public long? SnapshotId { get; }

    /// <summary>When the event happened; if its feed does not say, when it was collected.</summary>
    public DateTimeOffset? EventTs { get; }

    /// <summary>Its data: the whole message, or the faulty row.</summary>
    public ReadOnlyMemory<byte> Data => _data ?? Encoding.UTF8.GetBytes(_rowJson ?? string.Empty);

    /// <summary>Whether the curated table already has what was lost.</summary>
    public bool IsCurated(IReadOnlySet<(long SnapshotId, string ElementId)> curated)
    {
        if (SnapshotId is not { } snapshot) return false;
        return _message is not null
            ? curated.Any(row => row.SnapshotId == snapshot)
            : ElementIdInRow() is { } element && curated.Contains((snapshot, element));
    }

    /// <summary>The message to publish; null, with the reason, if it can't be made.</summary>
    public PubsubMessage? ToMessage(out string? fault)
    {
        var message = _message is not null ? WholeMessage(out fault) : Row(out fault);
        if (message is null) return null;
        message.Attributes[MessageAttributes.OriginalMessageId] = MessageId;
        message.Attributes[MessageAttributes.ReplayFor] = MessageAttributes.Curation;
        message.Attributes[MessageAttributes.ReplayCount] = (Replays + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return message;
    }

    /// <summary>Byte for byte; the ordering key is the event's if one was read.</summary>
    private PubsubMessage WholeMessage(out string? fault)
    {
        fault = null;
        var message = new PubsubMessage { Data = ByteString.CopyFrom(_message), OrderingKey = IsComplete(_meta.Key) ? _meta.Key : string.Empty };
        Add(MessageAttributes.Source, _meta.Source);
        Add(MessageAttributes.EventType, _meta.EventType);
        Add(MessageAttributes.EventTs, _meta.EventTs);
        return message;

        void Add(string name, string? value)
        {
            if (IsComplete(value)) message.Attributes[name] = value;
        }
    }

    /// <summary>A snapshot of that one element, which names the snapshot it belongs to.</summary>
    private PubsubMessage? Row(out string? fault)
    {
        fault = null;
        var kind = Kind;
        if (SnapshotId is null) fault = "its event_meta has no snapshot_id: it was given up by an older version. Replay its snapshot from the raw table";
        else if (kind is null) fault = $"its event_meta names an unknown event_type: '{_meta.EventType}'";
        else if (Element(kind.List) is null) fault = $"its row_json is not a {kind.List.Element}";
        else if (Parse(_meta.IngestTs) is null || !IsComplete(_meta.Key) || !IsComplete(_meta.Source) || !IsComplete(_meta.EventType)) fault = "its event_meta is incomplete";
        if (fault is not null) return null;

        var envelope = new EventEnvelope(
            Parse(_meta.IngestTs)!.Value, Parse(_meta.EventTs), _meta.Source!, _meta.EventType!, _meta.Key!,
            Payload(kind!.List, Element(kind.List)!))
        {
            VehicleTypes = _meta.VehicleTypes,
        };
        envelope = envelope with { PayloadIsJson = FeedHeaderReader.Read(envelope.Payload, kind.List).Succeeded };
        var message = new PubsubMessage
        {
            Data = ByteString.CopyFrom(EventEnvelopeWriter.ToBytes(envelope).Span),
            OrderingKey = envelope.Key,
            Attributes = { envelope.Attributes().ToDictionary() },
        };
        message.Attributes[MessageAttributes.SnapshotId] = SnapshotId!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return message;
    }

    /// <summary>
    /// A feed of that one element. An element that is not JSON must be found in it unchanged: if it would swallow the feed's closing
    /// brackets, these are left out.
    /// </summary>
    private static byte[] Payload(FeedList list, byte[] element)
    {
        var closed = list.FeedOf(element);
        if (FeedHeaderReader.Read(closed, list).Succeeded) return closed;
        return BrokenFeed.Read(closed, list, 1)?.Elements is [var found] && found.Bytes.Span.SequenceEqual(element) ? closed : list.FeedOf(element, isClosed: false);
    }

    private FeedKind? Kind => Feed.OfEvent(_meta.EventType ?? string.Empty);

    /// <summary>The element as the feed had it.</summary>
    private byte[]? Element(FeedList list)
    {
        if (Stage == OneElement && _data is not null) return _data;
        var text = Stage != RefusedByBigQuery ? _rowJson : Find(list.JsonColumn) is { ValueKind: JsonValueKind.String } json ? json.GetString() : null;
        return text is null ? null : Encoding.UTF8.GetBytes(text);
    }

    private string? ElementIdInRow() => Kind?.List.Ids.Select(Find).FirstOrDefault(id => id is not null) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    private JsonElement? Find(string property)
    {
        if (_rowJson is null) return null;
        try
        {
            using var document = JsonDocument.Parse(_rowJson);
            return document.RootElement is { ValueKind: JsonValueKind.Object } row && row.TryGetProperty(property, out var value) ? value.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The snapshot that the current readers find in a message that was unreadable when it was dead-lettered.</summary>
    private static (long? SnapshotId, DateTimeOffset? EventTs) SnapshotOf(byte[] data)
    {
        return EventEnvelopeReader.ReadMessage(data).Envelope is { } envelope && Feed.OfEvent(envelope.EventType) is { } kind
            && FeedIdentity.Of(kind.List, envelope, ReadOnlyDictionary<string, string>.Empty) is { } id
            ? (id, envelope.EffectiveEventTs)
            : (null, null);
    }

    /// <summary>JSON from TO_JSON_STRING, which turns NULL into the word null.</summary>
    private static ReadOnlyMemory<byte> JsonOrEmpty(string? json) => json is null or "null" ? default : Encoding.UTF8.GetBytes(json);

    /// <summary>Longer texts are truncated in an event's metadata.</summary>
    private static bool IsComplete(string? text) => text is { Length: > 0 and < TextExcerpt.MaxLength };

    private static DateTimeOffset? Parse(string? time) => Rfc3339.TryParse(time, out var instant) ? instant : null;
}
