namespace PmpPulse.GoogleCloud.Scheduler;

/// <summary>
/// A Cloud Scheduler job, the parts of the REST resource this system uses
/// (<see href="https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs"/>). What is null isn't sent.
/// </summary>
public sealed record SchedulerJob
{
    /// <summary><c>projects/…/locations/…/jobs/…</c>; set by the client from the job's id.</summary>
    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>unix-cron, or on LocalCloud also <c>every &lt;n&gt;s</c>.</summary>
    public string? Schedule { get; init; }

    /// <summary>tz database name, such as <c>Europe/Paris</c>; UTC where unset.</summary>
    public string? TimeZone { get; init; }

    /// <summary><c>ENABLED</c>, <c>PAUSED</c>, …; the server's answer only.</summary>
    public string? State { get; init; }

    public SchedulerHttpTarget? HttpTarget { get; init; }

    /// <summary>Time limit of one call, such as <c>30s</c>.</summary>
    public string? AttemptDeadline { get; init; }

    /// <summary>When it fires next (UTC).</summary>
    public DateTimeOffset? ScheduleTime { get; init; }

    /// <summary>When it fired last (UTC).</summary>
    public DateTimeOffset? LastAttemptTime { get; init; }

    /// <summary>How the last call ended; null or code 0 means success.</summary>
    public SchedulerStatus? Status { get; init; }
}
