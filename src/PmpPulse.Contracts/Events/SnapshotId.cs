using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PmpPulse.Contracts.Events;

/// <summary>
/// The identity of a snapshot: the same wherever and however often its message is delivered, and different for any other content.
/// </summary>
public static class SnapshotId
{
    /// <summary>
    /// The first 8 bytes, big-endian and signed, of the SHA-256 of: UTF-8 of <paramref name="key"/>, a zero byte, the event time as
    /// microseconds since 1970 UTC in decimal digits, a zero byte, <paramref name="elements"/>.
    /// </summary>
    /// <param name="key">The envelope's key.</param>
    /// <param name="eventTs">The envelope's <see cref="EventEnvelope.EffectiveEventTs"/>.</param>
    /// <param name="elements">
    /// The feed's list, such as <c>data.stations</c>, exactly as the payload has it, from <c>[</c> to <c>]</c>.
    /// </param>
    public static long Compute(string key, DateTimeOffset eventTs, ReadOnlySpan<byte> elements)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{key}\0{UnixMicroseconds(eventTs).ToString(CultureInfo.InvariantCulture)}\0"));
        hash.AppendData(elements);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadInt64BigEndian(digest);
    }

    /// <inheritdoc cref="Compute(string, DateTimeOffset, ReadOnlySpan{byte})" path="/summary"/>
    /// <param name="envelope">The snapshot's envelope.</param>
    /// <param name="elements">The list in its payload.</param>
    public static long Compute(EventEnvelope envelope, ReadOnlySpan<byte> elements)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return Compute(envelope.Key, envelope.EffectiveEventTs, elements);
    }

    /// <summary>Reads <see cref="MessageAttributes.SnapshotId"/>.</summary>
    /// <param name="attributes">A message's attributes.</param>
    /// <param name="snapshotId">Null if there is no such attribute.</param>
    /// <returns>False if it is present but not an INT64.</returns>
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
