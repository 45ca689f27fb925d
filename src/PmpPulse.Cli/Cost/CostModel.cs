using PmpPulse.Contracts.Topology;
using PmpPulse.Operations.Engines;

namespace PmpPulse.Cli.Cost;

/// <summary>A month's bill, line by line, from volumes, settings and prices.</summary>
internal sealed class CostModel(PriceTable table, CostVolumes volumes)
{
    private const decimal Gib = 1024m * 1024 * 1024;
    private const decimal Tib = Gib * 1024;
    private const decimal HoursAMonth = 24 * CostVolumes.DaysAMonth;
    private const decimal SecondsAMonth = HoursAMonth * 3_600;

    // JSON and repeated values; what expires stays billed for 2 days of time travel and 7 of fail-safe
    private const decimal Compression = 10;
    private const int DaysAfterExpiry = 9;

    private const int TakeOversADay = 10;
    private const int MaterializedViews = 2;
    private const decimal LogBytesAPoll = 6_000;

    private const int PollingJobs = 2;
    private static readonly int RefreshJobs = SharedNames.RefreshJobs.Count;

    // infra/bigquery/schemas: the windows outlive the rows
    private const int WindowDays = 400;

    // requests to the feed, and answers to Scheduler, which is in another region; incoming traffic is free
    private const decimal EgressBytesAPoll = 2_000;

    private const decimal MinBytesPerRequest = 1_000;

    // infra/terraform: four PromQL conditions, evaluated each minute, with 13 series in their clauses, and one on logs
    private const int AlertConditions = 5;
    private const int AlertSeries = 13;

    /// <summary>The lines of a bill.</summary>
    public IReadOnlyList<CostLine> Lines(CostSettings settings) =>
        [.. Messaging(settings), .. AlwaysOn(settings), .. Services(settings), Scheduler(), Storage(settings), .. Warehouse(settings), Logging(), Egress(), .. Operations()];

    /// <summary>Their sum.</summary>
    public decimal Total(CostSettings settings) => Lines(settings).Sum(line => line.Usd);

    /// <summary>What is billed while nothing runs.</summary>
    public decimal Standing(CostSettings settings) => Scheduler().Usd + Storage(settings).Usd + Operations().Sum(line => line.Usd);

    /// <summary>The lines of the alert policies, which are billed whatever runs.</summary>
    public IEnumerable<CostLine> Alerts() =>
    [
        CostLine.Of("Alert conditions", $"{AlertConditions} policies of one condition each", AlertConditions, Price("alert_condition")),
        CostLine.Of("Alert points", $"{AlertSeries} series × {HoursAMonth * 60:N0} minutes", AlertSeries * HoursAMonth * 60 / 1_000_000, Price("alert_points")),
    ];

    private IEnumerable<CostLine> Messaging(CostSettings settings)
    {
        var bytes = Math.Max(MinBytesPerRequest, settings.Gzip ? volumes.GzippedBytes : volumes.MessageBytes);
        yield return CostLine.Of(
            "Pub/Sub throughput", $"{volumes.PollsAMonth:N0} polls × {bytes:N0} B × 3 (published; to the raw writer; to curation) = {volumes.PollsAMonth * bytes * 3 / Gib:N2} GiB",
            volumes.PollsAMonth * bytes * 3 / Tib, Price("pubsub_throughput"));
        var days = Math.Max(0, settings.AuditRetentionDays - 1);
        yield return CostLine.Of(
            "Pub/Sub audit backlog", $"{volumes.PollsADay:N0} polls × {bytes:N0} B × {days} days past the first", volumes.PollsADay * bytes * days / Gib, Price("pubsub_backlog"));
    }

    private IEnumerable<CostLine> AlwaysOn(CostSettings settings)
    {
        switch (settings.Engine)
        {
            case Engine.Worker:
                yield return CostLine.Of("Worker pool, CPU", $"1 vCPU × {SecondsAMonth:N0} s", SecondsAMonth, Price("run_pool_cpu"));
                yield return CostLine.Of("Worker pool, memory", $"0.5 GiB × {SecondsAMonth:N0} s", SecondsAMonth / 2, Price("run_pool_memory"));
                break;
            case Engine.Dataflow:
                yield return CostLine.Of("Dataflow worker, CPU", $"2 vCPU × {HoursAMonth:N0} h", 2 * HoursAMonth, Price("dataflow_cpu"));
                yield return CostLine.Of("Dataflow worker, memory", $"7.5 GiB × {HoursAMonth:N0} h", 7.5m * HoursAMonth, Price("dataflow_memory"));
                yield return CostLine.Of("Dataflow worker, disk", $"30 GiB × {HoursAMonth:N0} h", 30 * HoursAMonth, Price("dataflow_disk"));
                yield return CostLine.Of(
                    "Dataflow Streaming Engine", $"{volumes.RowsAMonth:N0} rows × {RowWidths.Curated} B × 3 (deduplicated; grouped and committed by the sink)",
                    volumes.RowsAMonth * RowWidths.Curated * 3 / Gib, Price("dataflow_streaming_engine"));
                break;
        }
    }

    private IEnumerable<CostLine> Services(CostSettings settings)
    {
        var isPushed = settings.Engine == Engine.Push;
        var requests = volumes.PollsAMonth * (isPushed ? 3 : 2);
        var seconds = volumes.PollsAMonth * (isPushed ? volumes.SecondsAPoll : Math.Max(0, volumes.SecondsAPoll - 0.5m));
        yield return CostLine.Of("Cloud Run, CPU", $"{volumes.PollsAMonth:N0} polls × {seconds / volumes.PollsAMonth:N1} s × 1 vCPU", seconds, Price("run_cpu"));
        yield return CostLine.Of("Cloud Run, memory", $"{volumes.PollsAMonth:N0} polls × {seconds / volumes.PollsAMonth:N1} s × 0.5 GiB", seconds / 2, Price("run_memory"));
        yield return CostLine.Of("Cloud Run, requests", $"{volumes.PollsAMonth:N0} polls × {(isPushed ? 3 : 2)} services", requests, Price("run_requests"));
    }

    // infra/feeds and infra/bigquery/refreshes; a paused job is billed too
    private CostLine Scheduler() => CostLine.Of("Scheduler", $"{PollingJobs} jobs that poll + {RefreshJobs} that fill tables of the marts", PollingJobs + RefreshJobs, Price("scheduler_job"));

    private decimal BytesADay => volumes.PollsADay * (volumes.MessageBytes + 1m * volumes.Stations * RowWidths.Curated);

    private decimal WindowBytesADay => 1m * MartScans.WindowsADay * volumes.Stations * MartScans.WindowRow;

    private CostLine Storage(CostSettings settings)
    {
        var isPhysical = settings.StorageBilling == StorageBilling.Physical;
        var (after, compression) = isPhysical ? (DaysAfterExpiry, Compression) : (0, 1);
        var bytes = (BytesADay * (settings.HistoryDays + after) + WindowBytesADay * (WindowDays + after)) / compression;
        return CostLine.Of(
            "BigQuery storage",
            $"{(isPhysical ? "(" : "")}{BytesADay / Gib:N2} GiB a day × {settings.HistoryDays + after} days + {WindowBytesADay / Gib:N3} GiB of windows a day × {WindowDays + after} days{(isPhysical ? $") ÷ {compression} (compressed)" : "")}",
            bytes / Gib, Price(isPhysical ? "bigquery_storage_physical" : "bigquery_storage_logical"));
    }

    private IEnumerable<CostLine> Warehouse(CostSettings settings)
    {
        yield return CostLine.Of("BigQuery Storage Write", $"{BytesADay / Gib:N2} GiB a day × {CostVolumes.DaysAMonth} days", BytesADay * CostVolumes.DaysAMonth / Gib, Price("bigquery_storage_write"));

        var query = new QueryBytes(volumes, settings);
        var minutes = volumes.LookerPages * volumes.LookerHours * 60 * CostVolumes.DaysAMonth;
        var latest = volumes.Charts * minutes / settings.RefreshMinutes;
        var hourly = volumes.HourlyCharts * minutes / settings.HourlyRefreshMinutes;
        var looker = latest * query.LatestState + hourly * query.HourlyTotals;
        var refreshes = settings.Aggregated ? MaterializedViews * 24 * 60 / QueryBytes.ViewRefreshMinutes * CostVolumes.DaysAMonth : 0;
        var takeOvers = TakeOversADay * CostVolumes.DaysAMonth;
        var marts = new MartScans(volumes, settings);
        var tables = 24 * CostVolumes.DaysAMonth * marts.WindowsRefresh + CostVolumes.DaysAMonth * marts.UsualRefresh;
        var dashboardHours = volumes.DashboardHours * CostVolumes.DaysAMonth;
        var dashboard = dashboardHours * marts.DashboardHour(settings.DashboardRefreshMinutes);
        var total = dashboard + looker + refreshes * query.Refresh + takeOvers * query.TakeOver + tables;
        yield return CostLine.Of(
            "BigQuery queries",
            $"{latest:N0} queries of latest states × {query.LatestState / 1024 / 1024:N1} MiB + {hourly:N0} of hourly totals × {query.HourlyTotals / 1024 / 1024:N1} MiB = {looker / Gib:N1} GiB; {refreshes:N0} view refreshes × {query.Refresh / 1024 / 1024:N0} MiB = {refreshes * query.Refresh / Gib:N1} GiB; {takeOvers:N0} take-overs × {query.TakeOver / 1024 / 1024:N0} MiB = {takeOvers * query.TakeOver / Gib:N1} GiB; tables of the marts {24 * CostVolumes.DaysAMonth:N0} × {marts.WindowsRefresh / 1024 / 1024:N0} MiB + {CostVolumes.DaysAMonth:N0} × {marts.UsualRefresh / 1024 / 1024:N0} MiB = {tables / Gib:N1} GiB;{(dashboard > 0 ? $" dashboard {dashboardHours:N0} hours × {dashboard / dashboardHours / Gib:N2} GiB = {dashboard / Gib:N1} GiB;" : "")} a day {total / CostVolumes.DaysAMonth / Gib:N1} GiB of the {settings.DailyQueryGib} that daily_query_gib lets through",
            total / Tib, Price("bigquery_query"));
    }

    private CostLine Logging() =>
        CostLine.Of("Logging", $"{volumes.PollsAMonth:N0} polls × {LogBytesAPoll:N0} B", volumes.PollsAMonth * LogBytesAPoll / Gib, Price("logging"));

    private CostLine Egress() =>
        CostLine.Of("Traffic to the internet", $"{volumes.PollsAMonth:N0} polls × {EgressBytesAPoll:N0} B", volumes.PollsAMonth * EgressBytesAPoll / Gib, Price("internet_egress"));

    private IEnumerable<CostLine> Operations() =>
    [
        .. Alerts(),
        CostLine.Of("Artifact Registry", $"images, {volumes.ImagesGb} GB", volumes.ImagesGb, Price("artifact_registry")),
        CostLine.Of("Cloud Storage", $"state and records", 0.01m, Price("cloud_storage")),
    ];

    private Price Price(string name) => table.Prices.TryGetValue(name, out var price) ? price : throw new InvalidOperationException($"infra/prices lacks {name}");
}
