using System.Net.Http.Headers;

namespace PmpPulse.Collector.Feeds;

/// <summary>The server's validators, which tell one version of the feed from another (RFC 9110, 8.8); Vélib gives neither.</summary>
internal sealed record FeedValidators(EntityTagHeaderValue? EntityTag, DateTimeOffset? LastModified)
{
    public static readonly FeedValidators None = new(null, null);

    public bool Any => EntityTag is not null || LastModified is not null;
}
