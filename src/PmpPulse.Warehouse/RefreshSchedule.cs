namespace PmpPulse.Warehouse;

/// <summary>The Scheduler job that runs a refresh, as <c>infra/bigquery/refreshes/schedules.json</c> defines it.</summary>
public sealed record RefreshSchedule
{
    /// <summary>The table that the statement fills, <c>dataset.table</c>.</summary>
    public required string Table { get; init; }

    /// <summary>Tables and materialized views that it reads, <c>dataset.table</c>.</summary>
    public required IReadOnlyList<string> Reads { get; init; }

    /// <summary>The job's id.</summary>
    public required string Job { get; init; }

    public required string Description { get; init; }

    /// <summary>unix-cron.</summary>
    public required string Cron { get; init; }

    /// <summary>LocalCloud's <c>every …</c>, where a run costs nothing and somebody is waiting; null: as on Google Cloud.</summary>
    public string? LocalSchedule { get; init; }

    /// <summary>Zone of <see cref="Cron"/>.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Time limit of a run, such as <c>300s</c>.</summary>
    public required string Deadline { get; init; }

    /// <summary>BigQuery refuses a run that would be billed for more.</summary>
    public required int MaximumGibBilled { get; init; }
}
