# Grants on the whole project: only those that no smaller resource supports, each with its reason. The list is also in
# docs/10-security-posture.md, and make infra-check compares the two.
locals {
  project_grants = merge(
    # A query is a job, and jobs belong to the project: no dataset can grant them. What it may read is granted on tables.
    { for feed in local.curated_feeds : feed.curation.account => "roles/bigquery.jobUser" },
    { "pmp-station-info-dlq-replayer" = "roles/bigquery.jobUser" },
    { "pmp-marts-refresher" = "roles/bigquery.jobUser" },
    var.enable_dashboard ? { "pmp-dashboard" = "roles/bigquery.jobUser" } : {},

    # Cloud Scheduler has no access lists of its own, and Dataflow jobs none that exist before the job.
    local.has_budget ? { "pmp-budget-stop" = local.custom_role_names["pmpPipelineStopper"] } : {},

    # What a Dataflow worker does to the job it belongs to can only be granted on the project.
    var.enable_dataflow ? { "pmp-dataflow" = "roles/dataflow.worker" } : {},
  )
}

resource "google_project_iam_member" "grant" {
  for_each = local.project_grants

  project = var.project_id
  role    = each.value
  member  = "serviceAccount:${local.account_emails[each.key]}"

  depends_on = [google_project_iam_custom_role.role]
}

# People who query the marts run their queries as jobs of this project.
resource "google_project_iam_member" "marts_reader" {
  for_each = toset(var.marts_readers)

  project = var.project_id
  role    = "roles/bigquery.jobUser"
  member  = each.key
}
