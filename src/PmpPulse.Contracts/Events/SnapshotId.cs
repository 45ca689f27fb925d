using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PmpPulse.Contracts;

/// <summary>
/// The identity of a snapshot: the same wherever and how often its message is delivered, another for any other content.
/// </summary>
public static class SnapshotId
{
    /// <summary>
    /// The first 8 bytes, big-endian and signed, of the SHA-256 of: UTF-8 of <paramref name="key"/>, a zero byte, the event time as
    /// microseconds since 1970 UTC in decimal digits, a zero byte, <paramref name="stations"/>.
    /// </summary>
    /// <param name="key">The envelope's key.</param>
    /// <param name="eventTs">The envelope's <see cref="EventEnvelope.EffectiveEventTs"/>.</param>
    /// <param name="stations">The value of <c>data.stations</c> exactly as the payload has it, from <c>[</c> to <c>]</c>.</param>
    public static long Compute(string key, DateTimeOffset eventTs, ReadOnlySpan<byte> stations)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{key}\0{UnixMicroseconds(eventTs).ToString(CultureInfo.InvariantCulture)}\0"));
        hash.AppendData(stations);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadInt64BigEndian(digest);
    }

    /// <inheritdoc cref="Compute(string, DateTimeOffset, ReadOnlySpan{byte})" path="/summary"/>
    /// <param name="envelope">The snapshot's envelope.</param>
    /// <param name="stations">The value of its payload's <c>data.stations</c>.</param>
    public static long Compute(EventEnvelope envelope, ReadOnlySpan<byte> stations)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return Compute(envelope.Key, envelope.EffectiveEventTs, stations);
    }

    /// <summary>The id that curation gives to a message's snapshot; null where it gives none.</summary>
    /// <param name="envelope">The message's envelope.</param>
    /// <param name="attributes">Its attributes: with <see cref="MessageAttributes.SnapshotId"/> they say which snapshot it belongs to.</param>
    public static long? Of(EventEnvelope envelope, IReadOnlyDictionary<string, string> attributes)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(attributes);
        if (!TryRead(attributes, out var told)) return null;
        var stations = envelope.PayloadIsJson
            ? FeedHeaderReader.Read(envelope.Payload).Header?.Stations
            : BrokenFeed.Read(envelope.Payload, JsonLimits.MaxStations)?.Stations;
        return stations is { } bytes ? told ?? Compute(envelope, bytes.Span) : null;
    }

    /// <summary>Reads <see cref="MessageAttributes.SnapshotId"/>.</summary>
    /// <param name="attributes">A message's attributes.</param>
    /// <param name="snapshotId">Null where there is no such attribute.</param>
    /// <returns>False where it is there and no INT64.</returns>
    public static bool TryRead(IReadOnlyDictionary<string, string> attributes, out long? snapshotId)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        snapshotId = null;
        if (!attributes.TryGetValue(MessageAttributes.SnapshotId, out var text)) return true;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return false;
        snapshotId = number;
        return true;
    }

    /// <summary>Microseconds since 1970 UTC, rounded down, as BigQuery's UNIX_MICROS.</summary>
    public static long UnixMicroseconds(DateTimeOffset time)
    {
        var ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        return (ticks >= 0 ? ticks : ticks - (TimeSpan.TicksPerMicrosecond - 1)) / TimeSpan.TicksPerMicrosecond;
    }
}
