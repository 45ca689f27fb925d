namespace PmpPulse.Contracts;

/// <summary>How deep foreign JSON may nest. Real feeds need 6 levels; a bound keeps hostile ones from costing anything.</summary>
public static class JsonLimits
{
    /// <summary>Levels of a feed, its outermost object included.</summary>
    public const int FeedDepth = 64;

    /// <summary>Levels of an envelope: the feed's and its own.</summary>
    public const int EnvelopeDepth = FeedDepth + 1;
}
