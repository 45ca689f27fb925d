using PmpPulse.Contracts.Json;

namespace PmpPulse.Contracts.Events;

/// <summary>
/// One event on the topics: a feed's snapshot with where and when it came from. As JSON an object with the properties
/// <c>ingest_ts</c>, <c>event_ts</c>, <c>source</c>, <c>event_type</c>, <c>key</c>, <c>payload</c>, and if needed
/// <c>vehicle_types</c> and <c>payload_encoding</c> (<see cref="EventEnvelopeWriter"/>, <see cref="EventEnvelopeReader"/>).
/// </summary>
/// <param name="IngestTs">When the collector received the feed's answer (UTC, microseconds).</param>
/// <param name="EventTs">When the feed says it published the snapshot (UTC, microseconds); null if it does not say.</param>
/// <param name="Source">System the feed belongs to, such as <c>velib</c>.</param>
/// <param name="EventType">What happened: a kind of feed and <c>_snapshot</c>, such as <c>station_status_snapshot</c>.</param>
/// <param name="Key">Ordering key: <c>{source}:{event type}</c>.</param>
/// <param name="Payload">The feed's body, byte for byte as it was served: JSON, unless <see cref="PayloadIsJson"/> says otherwise.</param>
public sealed record EventEnvelope(
    DateTimeOffset IngestTs,
    DateTimeOffset? EventTs,
    string Source,
    string EventType,
    string Key,
    ReadOnlyMemory<byte> Payload)
{
    /// <summary>Whether the payload is one JSON value. A body that is not, because of some or all of its bytes, travels as text.</summary>
    public bool PayloadIsJson { get; init; } = true;

    /// <summary>
    /// The system's vehicle types, the JSON array that <see cref="VehicleTypes.ToJson"/> makes; empty where they are not known.
    /// </summary>
    public ReadOnlyMemory<byte> VehicleTypes { get; init; }

    /// <summary>When the event happened, as everything downstream uses it: <see cref="EventTs"/>, else <see cref="IngestTs"/>.</summary>
    public DateTimeOffset EffectiveEventTs => EventTs ?? IngestTs;

    /// <summary>The attributes of its message, except <c>traceparent</c>, which belongs to the publishing.</summary>
    public IReadOnlyDictionary<string, string> Attributes() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [MessageAttributes.Source] = Source,
        [MessageAttributes.EventType] = EventType,
        [MessageAttributes.EventTs] = Rfc3339.Format(EffectiveEventTs),
    };
}
