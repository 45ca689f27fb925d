namespace PmpPulse.GoogleCloud.Scheduler;

/// <summary>What a job calls.</summary>
public sealed record SchedulerHttpTarget
{
    public required string Uri { get; init; }

    public string HttpMethod { get; init; } = "GET";

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Base64 in JSON.</summary>
    public byte[]? Body { get; init; }

    /// <summary>For services of one's own.</summary>
    public SchedulerOidcToken? OidcToken { get; init; }

    /// <summary>For Google's APIs.</summary>
    public SchedulerOAuthToken? OauthToken { get; init; }
}
