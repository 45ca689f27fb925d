namespace PmpPulse.Contracts.Json;

/// <summary>
/// Bounds of foreign JSON. Real feeds need 6 levels and half a megabyte; a bound keeps hostile ones from costing anything.
/// </summary>
public static class JsonLimits
{
    /// <summary>Levels of a feed, its outermost object included.</summary>
    public const int FeedDepth = 64;

    /// <summary>Levels of an envelope: the feed's and its own.</summary>
    public const int EnvelopeDepth = FeedDepth + 1;

    /// <summary>Elements a snapshot may have. The largest system in the world has under ten thousand stations.</summary>
    public const int MaxElements = 50_000;

    /// <summary>
    /// Bytes of an envelope that a gzipped message may unpack to. Pub/Sub bounds the message at 10 MB, BigQuery a row of its payload at 19
    /// MB.
    /// </summary>
    public const int MaxUnpackedBytes = 18_000_000;
}
