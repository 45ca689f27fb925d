using PmpPulse.Operations.Engines;

namespace PmpPulse.Cli.Cost;

/// <summary>Where storage is billed.</summary>
internal enum StorageBilling
{
    Physical,
    Logical,
}

/// <summary>
/// The choices that cost or save money; what is written here is what <c>infra/terraform</c> deploys (a test compares them).
/// </summary>
internal sealed record CostSettings
{
    public Engine Engine { get; init; } = Engine.Push;

    /// <summary>Whether collectors gzip what they publish (<c>EVENT_ENCODING</c>).</summary>
    public bool Gzip { get; init; } = true;

    /// <summary>Days that the audit subscription, which no program reads, keeps messages.</summary>
    public int AuditRetentionDays { get; init; } = 1;

    /// <summary>Days of raw and curated states (<c>retention_days</c> in <c>infra/feeds</c>).</summary>
    public int HistoryDays { get; init; } = 31;

    /// <summary>Days of station descriptions that the marts read.</summary>
    public int InformationDays { get; init; } = 366;

    /// <summary>GiB that queries may scan in a day; queries past it fail (<c>daily_query_gib</c>).</summary>
    public int DailyQueryGib { get; init; } = 33;

    public StorageBilling StorageBilling { get; init; } = StorageBilling.Physical;

    /// <summary>Whether dashboards read the materialized views; otherwise each chart reads the base table.</summary>
    public bool Aggregated { get; init; } = true;

    /// <summary>Minutes that Looker Studio serves the latest states from its cache ("data freshness").</summary>
    public int RefreshMinutes { get; init; } = 15;

    /// <summary>The same for the hourly totals.</summary>
    public int HourlyRefreshMinutes { get; init; } = 60;

    /// <summary>Minutes between two readings of an open dashboard (<c>dashboard_refresh_seconds</c>).</summary>
    public int DashboardRefreshMinutes { get; init; } = 15;
}
