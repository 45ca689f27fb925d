using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace PmpPulse.Contracts.Events;

/// <summary>
/// The identity of a snapshot: the same wherever and however often its message is delivered, and different for any other content.
/// </summary>
public static class SnapshotId
{
    private const int HeaderBlock = 256;
    private const int MaxStackBytes = 4_096;

    // its state is half a kilobyte
    [ThreadStatic]
    private static XxHash3? _hash;

    /// <summary>
    /// XXH3 (64 bits, signed, seed 0) of a header and <paramref name="elements"/>. The header is UTF-8 of <paramref name="key"/>, a zero
    /// byte, the event time as microseconds since 1970 UTC in decimal digits, and zero bytes up to a multiple of 256: so the input is never
    /// short, and who implements XXH3 again needs only its form for long inputs.
    /// </summary>
    /// <param name="key">The envelope's key.</param>
    /// <param name="eventTs">The envelope's <see cref="EventEnvelope.EffectiveEventTs"/>.</param>
    /// <param name="elements">
    /// The feed's list, such as <c>data.stations</c>, exactly as the payload has it, from <c>[</c> to <c>]</c>.
    /// </param>
    public static long Compute(string key, DateTimeOffset eventTs, ReadOnlySpan<byte> elements)
    {
        const int maxDigits = 20;
        var size = Blocks(Encoding.UTF8.GetByteCount(key) + 1 + maxDigits);
        // a short list is put behind its header: as one piece they are hashed with less ado
        if (size + elements.Length <= MaxStackBytes) size += elements.Length;
        Span<byte> input = size <= MaxStackBytes ? stackalloc byte[size] : new byte[size];
        input.Clear();
        var length = Encoding.UTF8.GetBytes(key, input) + 1;
        UnixMicroseconds(eventTs).TryFormat(input[length..], out var digits, default, CultureInfo.InvariantCulture);
        length = Blocks(length + digits);
        if (length + elements.Length <= size)
        {
            elements.CopyTo(input[length..]);
            return (long)XxHash3.HashToUInt64(input[..(length + elements.Length)]);
        }

        var hash = _hash ??= new XxHash3();
        hash.Append(input[..length]);
        hash.Append(elements);
        var id = (long)hash.GetCurrentHashAsUInt64();
        hash.Reset();
        return id;
    }

    private static int Blocks(int length) => (length + HeaderBlock - 1) / HeaderBlock * HeaderBlock;

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
