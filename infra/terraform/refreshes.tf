locals {
  refreshes_folder = "${path.module}/../bigquery/refreshes"

  # "dataset.table" => the job that fills it
  refreshes = { for schedule in jsondecode(file("${local.refreshes_folder}/schedules.json")) : schedule.table => schedule }

  refresh_statements = { for table in keys(local.refreshes) : table => file("${local.refreshes_folder}/${split(".", table)[1]}.sql") }
}

# Scheduler posts the statement to BigQuery itself: no service of ours stands between them. A statement that fails fails the attempt.
resource "google_cloud_scheduler_job" "refresh" {
  for_each = local.refreshes

  name             = each.value.job
  description      = each.value.description
  region           = var.scheduler_region
  schedule         = each.value.cron
  time_zone        = each.value.time_zone
  attempt_deadline = each.value.deadline

  # Nothing runs, and nothing costs, before pmpctl up.
  paused = true

  http_target {
    http_method = "POST"
    uri         = "https://bigquery.googleapis.com/bigquery/v2/projects/${var.project_id}/queries"
    headers     = { "Content-Type" = "application/json" }

    # The same as Refresh.JobBody, with the region.
    body = base64encode(jsonencode({
      query              = local.refresh_statements[each.key]
      useLegacySql       = false
      location           = var.region
      maximumBytesBilled = tostring(each.value.maximum_gib_billed * 1024 * 1024 * 1024)
      timeoutMs          = 180000
      parameterMode      = "NAMED"
      queryParameters = [
        for name in ["from_ts", "to_ts"] : { name = name, parameterType = { type = "TIMESTAMP" }, parameterValue = { value = null } }
        if strcontains(local.refresh_statements[each.key], "@${name}")
      ]
    }))

    oauth_token {
      service_account_email = local.account_emails["pmp-marts-refresher"]
      scope                 = "https://www.googleapis.com/auth/bigquery"
    }
  }

  retry_config {
    retry_count          = 3
    min_backoff_duration = "30s"
    max_backoff_duration = "300s"
  }

  lifecycle {
    # pmpctl up and down switch it.
    ignore_changes = [paused]
  }

  depends_on = [google_project_service.api, google_bigquery_table.table, google_bigquery_table.materialized]
}
