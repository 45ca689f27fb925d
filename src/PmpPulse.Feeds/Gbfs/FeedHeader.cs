namespace PmpPulse.Feeds.Gbfs;

/// <summary>What a GBFS feed says of itself, around its list.</summary>
/// <param name="Body">The feed's JSON: its bytes without a byte order mark. This is what belongs in an envelope.</param>
/// <param name="PublishedAt">When the feed was published (UTC, microseconds), or null where it doesn't say so in a way that can be believed.</param>
/// <param name="TtlSeconds">How long the feed claims to stay the same, seconds; null where it doesn't. Vélib's 3600 is wrong.</param>
/// <param name="Version">GBFS version, such as <c>2.3</c>; null where absent, as in 1.0 and Vélib.</param>
/// <param name="List">The list's value, from <c>[</c> to <c>]</c>: a slice of <paramref name="Body"/>.</param>
/// <param name="Count">Elements of that array, whatever they are.</param>
public sealed record FeedHeader(
    ReadOnlyMemory<byte> Body,
    DateTimeOffset? PublishedAt,
    long? TtlSeconds,
    string? Version,
    ReadOnlyMemory<byte> List,
    int Count);
