namespace PmpPulse.Contracts.Topology;

/// <summary>Names of what all feeds share.</summary>
public static class SharedNames
{
    /// <summary>Events as they were published.</summary>
    public const string RawDataset = "pmp_raw";

    public const string CuratedDataset = "pmp_curated";

    public const string MartsDataset = "pmp_marts";

    /// <summary>Dead letters and bookkeeping.</summary>
    public const string OpsDataset = "pmp_ops";

    /// <summary>The Cloud Run job that runs <c>pmpctl replay</c>.</summary>
    public const string ReplayJob = "pmp-station-info-dlq-replayer";

    /// <summary>Short name of the service account that calls the collectors.</summary>
    public const string SchedulerAccount = "scheduler";

    /// <summary>Short name of the service account that push subscriptions call as.</summary>
    public const string PushAccount = "pubsub-push";

    /// <summary>
    /// The Scheduler jobs that fill the tables of the marts; <c>infra/bigquery/refreshes/schedules.json</c> defines them.
    /// </summary>
    public static readonly IReadOnlyList<string> RefreshJobs = ["pmp-station-windows-hourly", "pmp-station-usual-daily", "pmp-city-usual-daily"];

    /// <summary>Short name of the service account that fills the tables of the marts.</summary>
    public const string RefresherAccount = "pmp-marts-refresher";

    /// <summary>What that account's tokens allow.</summary>
    public const string BigQueryScope = "https://www.googleapis.com/auth/bigquery";

    /// <summary>Every dataset.</summary>
    public static readonly IReadOnlyList<string> Datasets = [RawDataset, CuratedDataset, MartsDataset, OpsDataset];

    /// <summary>Dead letters that are no longer replayed.</summary>
    public static readonly TableName ParkedDeadLetters = new(OpsDataset, "dlq_parked");

    /// <summary>Areas that stations are placed in.</summary>
    public static readonly TableName Areas = new(CuratedDataset, "areas");

    /// <summary>A service account's e-mail address in a project.</summary>
    public static string Email(string account, string projectId) => $"{account}@{projectId}.iam.gserviceaccount.com";
}
