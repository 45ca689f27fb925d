namespace PmpPulse.GoogleCloud.Scheduler;

/// <summary>How a job's last call ended (<c>google.rpc.Status</c>).</summary>
public sealed record SchedulerStatus
{
    public int Code { get; init; }

    public string? Message { get; init; }
}
