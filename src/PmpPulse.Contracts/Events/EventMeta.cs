using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PmpPulse.Contracts.Json;
using PmpPulse.Contracts.Text;

namespace PmpPulse.Contracts.Events;

/// <summary>
/// An envelope's own properties as text, as far as they could be read: what a dead letter says about its message. Real ones are under 60
/// characters.
/// </summary>
public sealed record EventMeta(string? IngestTs, string? EventTs, string? Source, string? EventType, string? Key)
{
    /// <summary>The snapshot's id, where there is one; as text, as BigQuery's JSON has every INT64.</summary>
    public long? SnapshotId { get; init; }

    /// <summary>What the message's attribute <see cref="MessageAttributes.ReplayCount"/> says.</summary>
    public string? ReplayCount { get; init; }

    /// <summary>The event's vehicle types, without which a station of it would become a different row.</summary>
    public ReadOnlyMemory<byte> VehicleTypes { get; init; }

    /// <summary>Nothing was read.</summary>
    public static EventMeta None { get; } = new(null, null, null, null, null);

    /// <summary>The properties of a whole envelope.</summary>
    public static EventMeta Of(EventEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return new(
            Rfc3339.Format(envelope.IngestTs),
            envelope.EventTs is { } eventTs ? Rfc3339.Format(eventTs) : null,
            TextExcerpt.Of(envelope.Source),
            TextExcerpt.Of(envelope.EventType),
            TextExcerpt.Of(envelope.Key))
        {
            VehicleTypes = envelope.VehicleTypes,
        };
    }

    /// <summary>As a JSON object; what wasn't read is left out.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            Write(writer, "source", Source);
            Write(writer, "event_type", EventType);
            Write(writer, "key", Key);
            Write(writer, "event_ts", EventTs);
            Write(writer, "ingest_ts", IngestTs);
            Write(writer, "snapshot_id", SnapshotId?.ToString(CultureInfo.InvariantCulture));
            Write(writer, "replay_count", ReplayCount is null ? null : TextExcerpt.Of(ReplayCount));
            if (Events.VehicleTypes.Read(VehicleTypes) is [_, ..] types)
            {
                // read and written again: the event is foreign, and a JSON column refuses some of what JSON allows
                writer.WritePropertyName("vehicle_types");
                writer.WriteRawValue(Events.VehicleTypes.ToJson(types).Span, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null) writer.WriteString(name, value);
    }
}
