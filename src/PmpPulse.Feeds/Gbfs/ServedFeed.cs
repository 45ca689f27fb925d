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
    /// <summary>Why the body is not JSON as a whole; null where it is.</summary>
    public ReadError? Fault { get; private init; }

    /// <summary>Whether the end of its stations is missing: asked again, the server may send it whole.</summary>
    public bool IsCutOff { get; private init; }

    /// <summary>
    /// Reads a body that <see cref="FeedBytes.Unpack"/> made. One that is not JSON as a whole is a feed all the same where stations can be
    /// told apart in it (<see cref="BrokenFeed"/>): what one of them is must not cost the others.
    /// </summary>
    /// <returns>The feed and no error, or the error and no feed.</returns>
    public static (ServedFeed? Feed, ReadError? Error) Read(ReadOnlyMemory<byte> body)
    {
        var reading = FeedHeaderReader.Read(body);
        if (reading.Header is { } header) return (new ServedFeed(header.Body, true, header.PublishedAt, header.StationCount, header.Kind), null);
        if (reading.Error!.Type is not (ReadErrors.NotJson or ReadErrors.NotUtf8) || BrokenFeed.Read(body, JsonLimits.MaxStations) is not { } broken)
        {
            return (null, reading.Error);
        }

        return (new ServedFeed(body, false, broken.PublishedAt, broken.Elements.Count, FeedKind.Unknown) { Fault = reading.Error, IsCutOff = broken.IsCutOff }, null);
    }
}
