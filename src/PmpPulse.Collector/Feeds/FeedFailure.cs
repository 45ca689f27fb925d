namespace PmpPulse.Collector.Feeds;

/// <summary>Names of feed faults. They appear in answers, logs and metrics, so they never change their meaning.</summary>
internal static class FeedFailure
{
    /// <summary>The server has no such file (404, 410).</summary>
    public const string NotFound = "feed_not_found";

    /// <summary>The server answered another status that is not a success.</summary>
    public const string HttpStatus = "feed_http_status";

    /// <summary>No complete answer in time.</summary>
    public const string Timeout = "feed_timeout";

    /// <summary>No connection: name, network, TLS.</summary>
    public const string Unreachable = "feed_unreachable";

    /// <summary>A redirect to another host, or to another scheme than https.</summary>
    public const string RedirectRefused = "feed_redirect_refused";

    /// <summary>The host has no public address, and private ones are not allowed.</summary>
    public const string AddressRefused = "feed_address_refused";

    /// <summary>The answer broke off or could not be unpacked.</summary>
    public const string BrokenOff = "feed_broken_off";

    /// <summary>An answer without a body.</summary>
    public const string Empty = "feed_empty";

    /// <summary>The body is not JSON: a web page, a file cut off.</summary>
    public const string NotJson = "feed_not_json";

    /// <summary>The body, unpacked, is larger than allowed.</summary>
    public const string TooLarge = "feed_too_large";

    /// <summary>JSON, but not a feed with the kind's list.</summary>
    public const string WrongShape = "feed_wrong_shape";

    /// <summary>A feed with such a list, but of another kind.</summary>
    public const string WrongKind = "feed_wrong_kind";

    /// <summary>Its event is larger than Pub/Sub accepts.</summary>
    public const string MessageTooLarge = "message_too_large";
}
