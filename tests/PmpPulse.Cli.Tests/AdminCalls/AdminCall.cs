using PmpPulse.ScriptedGoogle;

namespace PmpPulse.Cli.Tests.AdminCalls;

/// <summary>A call that <c>pmpctl --target gcp</c> makes to Google, and the command that makes it.</summary>
/// <param name="Call">Method and path over REST, the method's name over gRPC.</param>
/// <param name="Command">The command line.</param>
/// <param name="ExitCode">Exit code when this call alone is refused.</param>
/// <param name="Permission">The permission that Google requires.</param>
/// <param name="Role">The role that the message names if the permission is missing.</param>
internal sealed record AdminCall(string Call, string Command, int ExitCode, string Permission, string Role)
{
    private const string Scheduler = "/v1/projects/p/locations/europe-west1/jobs";
    private const string Job = Scheduler + "/velib-poll-every-minute";
    private const string Run = "/v2/projects/p/locations/europe-west9";
    private const string Marts = "/bigquery/v2/projects/p/datasets/pmp_marts/tables";
    private const string Subscription = "projects/p/subscriptions/pmp-events-dataflow-sub";
    private const string Dataflow = "projects/p/locations/europe-west9";
    private const string DataflowJob = "pmp-velib-curated-20261101-000000";

    private const string NoJob = "there is no such job in projects/p/locations/europe-west1: deploy it with `make deploy`, or set its region in SCHEDULER_REGION.";

    /// <summary>Name of a gRPC call in the message; for REST the message names the call itself.</summary>
    public string? What { get; init; }

    /// <summary>The text before the message.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>May be retried after an answer that leaves open whether it was carried out.</summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>May be retried after a 429.</summary>
    public bool IsRetried { get; init; } = true;

    /// <summary>The message and exit code if 404 has a special meaning for this call; null text if it isn't an error.</summary>
    public (string? Text, int ExitCode)? Missing { get; init; }

    /// <summary>Sets up the fake so that the command makes this call.</summary>
    public Action<ScriptedCloud> Arrange { get; init; } = _ => { };

    public bool IsGrpc => !Call.Contains(' ', StringComparison.Ordinal);

    public static IReadOnlyList<AdminCall> All { get; } =
    [
        new($"GET {Scheduler}", "status", 1, "cloudscheduler.jobs.list", "roles/cloudscheduler.admin"),
        new($"POST {Job}:pause", "down", 1, "cloudscheduler.jobs.pause", "roles/cloudscheduler.admin") { Missing = ("there is no such job", 0) },
        new($"GET {Job}", "up", 1, "cloudscheduler.jobs.get", "roles/cloudscheduler.admin") { Missing = (NoJob, 1) },
        new($"POST {Job}:resume", "up", 1, "cloudscheduler.jobs.enable", "roles/cloudscheduler.admin"),
        new($"GET {Job}", "collect", 3, "cloudscheduler.jobs.get", "roles/cloudscheduler.admin") { Prefix = "pmpctl collect: ", Missing = (NoJob, 1) },
        new($"POST {Job}:run", "collect", 3, "cloudscheduler.jobs.run", "roles/cloudscheduler.admin") { Prefix = "pmpctl collect: ", IsRepeatable = false },
        new($"GET {Run}/services/pmp-velib-curated", "up", 1, "run.services.get", "roles/run.developer")
        {
            Missing = ("there is no Cloud Run service pmp-velib-curated in projects/p/locations/europe-west9: deploy it with `make deploy`, or set its region in RUN_REGION.", 1),
        },
        new($"GET {Run}/workerPools/pmp-velib-curated", "status", 1, "run.workerpools.get", "roles/run.developer") { Missing = (null, 0) },
        new($"PATCH {Run}/workerPools/pmp-velib-curated", "down", 1, "run.workerpools.update", "roles/run.developer") { Missing = ("there is no such worker pool", 0) },
        new($"PATCH {Run}/workerPools/pmp-velib-curated", "up --engine worker", 1, "iam.serviceAccounts.actAs", "roles/iam.serviceAccountUser"),
        new("GET /v3/projects/p/timeSeries", "status", 1, "monitoring.timeSeries.list", "roles/monitoring.viewer"),
        new("POST /v2/entries:list", "logs", 3, "logging.logEntries.list", "roles/logging.viewer") { Prefix = "pmpctl logs: " },
        new("GET /v3/projects/p", "doctor", 1, "resourcemanager.projects.get", "roles/browser") { Missing = ("there is no project p, or you may not see it", 1) },
        new("POST /v3/projects/p:testIamPermissions", "doctor", 1, "resourcemanager.projects.get", "roles/browser") { Prefix = "could not be checked: " },
        new("GET /v1/projects/p/services:batchGet", "doctor", 1, "serviceusage.services.get", "roles/serviceusage.serviceUsageViewer") { Prefix = "could not be checked: " },
        new("GET /v1/projects/p/locations/global/quotaPreferences/pmp-bigquery-queries-per-day", "doctor", 1, "cloudquotas.quotas.get", "roles/cloudquotas.viewer")
        {
            Prefix = "could not be checked: ", Missing = ("no daily limit of BigQuery queries is set: one runaway query is not stopped", 1),
        },
        new($"GET {Run}/services/pmp-velib-collector", "doctor", 1, "run.services.get", "roles/run.developer")
        {
            Prefix = "could not be checked: ", Missing = ("service pmp-velib-collector does not exist", 1),
        },
        new("POST /upload/storage/v1/b/p-pmp-dataflow/o", "up --engine dataflow", 1, "storage.objects.create", "roles/storage.objectUser"),
        new("POST /bigquery/v2/projects/p/queries", "verify --rule curated_rows_are_unique", 3, "bigquery.jobs.create", "roles/bigquery.jobUser"),
        new("GET /bigquery/v2/projects/p/queries/j", "verify --rule curated_rows_are_unique", 3, "bigquery.tables.getData", "roles/bigquery.dataOwner")
        {
            Arrange = cloud => cloud.On("POST", "/queries", 200, """{"jobComplete":false,"jobReference":{"projectId":"p","jobId":"j","location":"europe-west9"}}"""),
        },
        new($"GET {Marts}/velib_latest_state", "marts diff", 3, "bigquery.tables.get", "roles/bigquery.dataOwner") { Prefix = "pmpctl marts diff: ", Missing = ("missing", 1) },
        new($"GET {Marts}", "marts diff", 3, "bigquery.tables.list", "roles/bigquery.dataOwner") { Prefix = "pmpctl marts diff: " },
        new($"POST {Marts}", "marts apply", 3, "bigquery.tables.create", "roles/bigquery.dataOwner")
        {
            Prefix = "pmpctl marts apply: ",
            IsRepeatable = false,
            Arrange = cloud => cloud.On("GET", $"{Marts}/velib_latest_state", 404, """{"error":{"code":404,"message":"Not found: Table","status":"NOT_FOUND"}}"""),
        },
        new($"PATCH {Marts}/velib_latest_state", "marts apply", 3, "bigquery.tables.update", "roles/bigquery.dataOwner")
        {
            Prefix = "pmpctl marts apply: ",
            IsRepeatable = false,
            Arrange = cloud => cloud.On("GET", $"{Marts}/velib_latest_state", 200, """{"view":{"query":"SELECT 1"}}"""),
        },
        new($"DELETE {Marts}/velib_latest_state", "marts apply", 3, "bigquery.tables.delete", "roles/bigquery.dataOwner")
        {
            Prefix = "pmpctl marts apply: ",
            IsRepeatable = false,
            Arrange = cloud => cloud.On("GET", $"{Marts}/velib_latest_state", 200, """{"materializedView":{"query":"SELECT 1"}}"""),
        },
        new("GetSubscription", "status", 1, "pubsub.subscriptions.get", "roles/pubsub.editor") { What = $"read subscription {Subscription}", Missing = (null, 0) },
        new("ModifyPushConfig", "down", 1, "pubsub.subscriptions.update", "roles/pubsub.editor") { What = $"set the push configuration of {Subscription}", Missing = ("there is no such subscription", 0) },
        new("ModifyPushConfig", "up", 1, "pubsub.subscriptions.update", "roles/pubsub.editor") { What = $"set the push configuration of {Subscription}" },
        new("Pull", "dlq list", 3, "pubsub.subscriptions.consume", "roles/pubsub.editor") { What = "pull from projects/p/subscriptions/pmp-events-push-dlq-hold-sub", Prefix = "pmpctl dlq list: " },
        new("ListJobs", "down", 1, "dataflow.jobs.list", "roles/dataflow.developer") { What = $"list the Dataflow jobs of {Dataflow}" },
        new("UpdateJob", "down", 1, "dataflow.jobs.cancel", "roles/dataflow.developer")
        {
            What = $"ask Dataflow job id-{DataflowJob} in {Dataflow} to be cancelled", Arrange = cloud => cloud.Dataflow.Add(DataflowJob),
        },
        new("GetJob", "down --drain", 1, "dataflow.jobs.get", "roles/dataflow.developer")
        {
            What = $"read Dataflow job id-{DataflowJob} in {Dataflow}", Arrange = cloud => cloud.Dataflow.Add(DataflowJob),
        },
        new("LaunchFlexTemplate", "up --engine dataflow", 1, "dataflow.jobs.create", "roles/dataflow.developer") { What = $"launch Dataflow job * in {Dataflow}", IsRepeatable = false, IsRetried = false },
    ];

    public override string ToString() => $"{Command}: {Call}";
}
