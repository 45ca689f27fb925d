namespace PmpPulse.Contracts;

/// <summary>
/// What a body is that was served, or recorded, as a feed of stations. The collector and the player of recordings read it alike.
/// </summary>
/// <param name="Body">The feed's bytes: unpacked, without a byte order mark.</param>
/// <param name="IsJson">Whether they are one JSON value.</param>
/// <param name="PublishedAt">When the feed says it was published; null where it doesn't in a way that can be believed.</param>
/// <param name="StationCount">Elements of its stations array, whatever they are.</param>
/// <param name="Kind">What most of them look like.</param>
public sealed record ServedFeed(ReadOnlyMemory<byte> Body, bool IsJson, DateTimeOffset? PublishedAt, int StationCount, FeedKind Kind)
{
    /// <summary>Reads a body that <see cref="FeedBytes.Unpack"/> made.</summary>
    /// <returns>The feed and no error, or the error and no feed.</returns>
    public static (ServedFeed? Feed, ReadError? Error) Read(ReadOnlyMemory<byte> body)
    {
        var reading = FeedHeaderReader.Read(body);
        return reading.Header is { } header
            ? (new ServedFeed(header.Body, true, header.PublishedAt, header.StationCount, header.Kind), null)
            : (null, reading.Error);
    }
}
