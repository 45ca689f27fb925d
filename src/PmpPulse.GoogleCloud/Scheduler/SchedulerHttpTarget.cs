namespace PmpPulse.GoogleCloud.Scheduler;

/// <summary>What a job calls.</summary>
public sealed record SchedulerHttpTarget
{
    public required string Uri { get; init; }

    public string HttpMethod { get; init; } = "GET";

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Base64 in JSON.</summary>
    public byte[]? Body { get; init; }

    public SchedulerOidcToken? OidcToken { get; init; }
}
