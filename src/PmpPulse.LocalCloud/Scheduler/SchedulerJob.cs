using System.Text.Json.Serialization;

namespace PmpPulse.LocalCloud.Scheduler;

/// <summary>
/// A job in the REST API's form (<see
/// href="https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs">projects.locations.jobs</see>). Durations are
/// strings such as <c>180s</c>; times are RFC 3339. Null means unset.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SchedulerJob
{
    public const string Enabled = "ENABLED";
    public const string Paused = "PAUSED";

    /// <summary><c>projects/P/locations/L/jobs/J</c>.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    public string? Description { get; init; }

    /// <summary>Unix cron with five fields, or LocalCloud's own <c>every &lt;n&gt;s</c>.</summary>
    public string Schedule { get; init => field = value ?? ""; } = "";

    public string? TimeZone { get; init; }

    public HttpTarget? HttpTarget { get; init; }

    public RetryConfig? RetryConfig { get; init; }

    /// <summary>Time limit of an attempt.</summary>
    public string? AttemptDeadline { get; init; }

    // set by the service

    public string? State { get; init; }

    public DateTimeOffset? UserUpdateTime { get; init; }

    /// <summary>When the job runs next, possibly as a retry.</summary>
    public DateTimeOffset? ScheduleTime { get; init; }

    /// <summary>When the last attempt began.</summary>
    public DateTimeOffset? LastAttemptTime { get; init; }

    /// <summary>How the last attempt ended.</summary>
    public AttemptStatus? Status { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record HttpTarget
{
    public string Uri { get; init => field = value ?? ""; } = "";

    public string? HttpMethod { get; init; }

    public Dictionary<string, string>? Headers { get; init; }

    public byte[]? Body { get; init; }

    public OidcTokenTarget? OidcToken { get; init; }

    public OAuthTokenTarget? OauthToken { get; init; }
}

/// <param name="ServiceAccountEmail">The token's service account.</param>
/// <param name="Audience">Defaults to the target's URI.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record OidcTokenTarget(string ServiceAccountEmail, string? Audience = null);

/// <param name="ServiceAccountEmail">The token's service account.</param>
/// <param name="Scope">What the token allows; everything by default.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record OAuthTokenTarget(string ServiceAccountEmail, string? Scope = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RetryConfig
{
    public int? RetryCount { get; init; }

    public string? MaxRetryDuration { get; init; }

    public string? MinBackoffDuration { get; init; }

    public string? MaxBackoffDuration { get; init; }

    public int? MaxDoublings { get; init; }
}

/// <summary>google.rpc.Status; empty for a success.</summary>
internal sealed record AttemptStatus
{
    public int? Code { get; init; }

    public string? Message { get; init; }
}

internal sealed record SchedulerJobList(IReadOnlyList<SchedulerJob> Jobs, string? NextPageToken);
