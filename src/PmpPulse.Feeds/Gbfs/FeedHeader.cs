namespace PmpPulse.Feeds.Gbfs;

/// <summary>The members of a GBFS feed around its list.</summary>
/// <param name="Body">The feed's JSON: its bytes without a byte order mark. This is what belongs in an envelope.</param>
/// <param name="PublishedAt">When the feed was published (UTC, microseconds), or null if it gives no plausible time.</param>
/// <param name="TtlSeconds">How long the feed claims to stay the same, seconds; null if it doesn't say. Vélib's 3600 is wrong.</param>
/// <param name="Version">GBFS version, such as <c>2.3</c>; null where absent, as in 1.0 and Vélib.</param>
/// <param name="List">The list's value, from <c>[</c> to <c>]</c>: a slice of <paramref name="Body"/>.</param>
/// <param name="Count">Number of elements of that array, valid or not.</param>
public sealed record FeedHeader(
    ReadOnlyMemory<byte> Body,
    DateTimeOffset? PublishedAt,
    long? TtlSeconds,
    string? Version,
    ReadOnlyMemory<byte> List,
    int Count);
