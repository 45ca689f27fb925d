namespace PmpPulse.Operations.Refusals;

/// <summary>What a project must have for pmpctl to operate it.</summary>
public static class Requirements
{
    /// <summary>APIs that the pipeline and its operators call; infra/terraform/apis.json is what is enabled.</summary>
    public static readonly IReadOnlyList<string> Apis =
    [
        "artifactregistry.googleapis.com", "bigquery.googleapis.com", "bigquerystorage.googleapis.com", "cloudquotas.googleapis.com",
        "cloudresourcemanager.googleapis.com", "cloudscheduler.googleapis.com", "iam.googleapis.com", "iamcredentials.googleapis.com",
        "logging.googleapis.com", "monitoring.googleapis.com", "pubsub.googleapis.com", "run.googleapis.com", "serviceusage.googleapis.com",
    ];

    /// <summary>Permissions that pmpctl's commands use, each with the smallest predefined role that has it.</summary>
    public static readonly IReadOnlyList<(string Permission, string Role)> Permissions =
    [
        ("resourcemanager.projects.get", "roles/browser"),
        ("cloudscheduler.jobs.list", "roles/cloudscheduler.admin"),
        ("cloudscheduler.jobs.get", "roles/cloudscheduler.admin"),
        ("cloudscheduler.jobs.pause", "roles/cloudscheduler.admin"),
        ("cloudscheduler.jobs.enable", "roles/cloudscheduler.admin"),
        ("cloudscheduler.jobs.run", "roles/cloudscheduler.admin"),
        ("pubsub.subscriptions.get", "roles/pubsub.editor"),
        ("pubsub.subscriptions.update", "roles/pubsub.editor"),
        ("pubsub.subscriptions.consume", "roles/pubsub.editor"),
        ("run.services.get", "roles/run.developer"),
        ("run.workerpools.get", "roles/run.developer"),
        ("run.workerpools.update", "roles/run.developer"),
        ("iam.serviceAccounts.actAs", "roles/iam.serviceAccountUser"),
        // Cloud Run lets an account update a pool only if it may read its image
        ("artifactregistry.repositories.downloadArtifacts", "roles/artifactregistry.reader"),
        ("bigquery.jobs.create", "roles/bigquery.jobUser"),
        ("bigquery.tables.list", "roles/bigquery.dataOwner"),
        ("bigquery.tables.get", "roles/bigquery.dataOwner"),
        ("bigquery.tables.getData", "roles/bigquery.dataOwner"),
        ("bigquery.tables.create", "roles/bigquery.dataOwner"),
        ("bigquery.tables.update", "roles/bigquery.dataOwner"),
        ("bigquery.tables.delete", "roles/bigquery.dataOwner"),
        ("monitoring.timeSeries.list", "roles/monitoring.viewer"),
        ("logging.logEntries.list", "roles/logging.viewer"),
        ("serviceusage.services.get", "roles/serviceusage.serviceUsageViewer"),
        ("cloudquotas.quotas.get", "roles/cloudquotas.viewer"),
    ];

    /// <summary>Those that only <c>--engine dataflow</c> needs, likewise.</summary>
    public static readonly IReadOnlyList<(string Permission, string Role)> DataflowPermissions =
    [
        ("dataflow.jobs.list", "roles/dataflow.developer"),
        ("dataflow.jobs.get", "roles/dataflow.developer"),
        ("dataflow.jobs.create", "roles/dataflow.developer"),
        ("dataflow.jobs.cancel", "roles/dataflow.developer"),
        ("dataflow.jobs.updateContents", "roles/dataflow.developer"),
        ("storage.objects.create", "roles/storage.objectUser"),
        ("storage.objects.delete", "roles/storage.objectUser"),
    ];

    /// <summary>The daily limit of BigQuery's queries; infra/terraform/quota.tf states it.</summary>
    public const string QuotaPreference = "pmp-bigquery-queries-per-day";
}
