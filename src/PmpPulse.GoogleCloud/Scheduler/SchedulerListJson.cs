namespace PmpPulse.GoogleCloud.Scheduler;

/// <summary>A page of <c>jobs.list</c>.</summary>
internal sealed record SchedulerListJson
{
    public IReadOnlyList<SchedulerJob>? Jobs { get; init; }

    public string? NextPageToken { get; init; }
}
