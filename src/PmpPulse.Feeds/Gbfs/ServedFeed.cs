using PmpPulse.Contracts.Feeds;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Feeds.Gbfs;

/// <summary>A body that was served, or recorded, as a feed. The collector and the player of recordings read it alike.</summary>
/// <param name="Body">The feed's bytes: unpacked, without a byte order mark.</param>
/// <param name="IsJson">Whether they are one JSON value.</param>
/// <param name="PublishedAt">When the feed says it was published; null if it gives no plausible time.</param>
/// <param name="List">The list's bytes.</param>
/// <param name="Count">Number of elements of the list, valid or not.</param>
public sealed record ServedFeed(ReadOnlyMemory<byte> Body, bool IsJson, DateTimeOffset? PublishedAt, ReadOnlyMemory<byte> List, int Count)
{
    /// <summary>Why the body is not JSON as a whole; null where it is.</summary>
    public ReadError? Fault { get; private init; }

    /// <summary>Whether the end of its list is missing: on a retry the server may send it whole.</summary>
    public bool IsCutOff { get; private init; }

    /// <summary>
    /// Reads a body that <see cref="FeedBytes.Unpack"/> made. One that is not JSON as a whole is still a feed if elements can be
    /// found in it (<see cref="BrokenFeed"/>): a bad one must not cost the others.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <param name="list">The list that the feed must have.</param>
    /// <param name="visitor">Is shown the list's elements if the body is JSON; null: nothing is.</param>
    /// <returns>The feed and no error, or the error and no feed.</returns>
    public static (ServedFeed? Feed, ReadError? Error) Read(ReadOnlyMemory<byte> body, FeedList list, IElementVisitor? visitor = null)
    {
        var reading = FeedHeaderReader.Read(body, list, visitor);
        if (reading.Header is { } header) return (new ServedFeed(header.Body, true, header.PublishedAt, header.List, header.Count), null);
        if (reading.Error!.Type is not (ReadErrors.NotJson or ReadErrors.NotUtf8) || BrokenFeed.Read(body, list, JsonLimits.MaxElements) is not { } broken)
        {
            return (null, reading.Error);
        }

        return (new ServedFeed(body, false, broken.PublishedAt, broken.List, broken.Elements.Count) { Fault = reading.Error, IsCutOff = broken.IsCutOff }, null);
    }
}
