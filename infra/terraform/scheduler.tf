resource "google_cloud_scheduler_job" "poll" {
  for_each = local.feeds

  name             = each.value.schedule.job
  description      = each.value.schedule.description
  region           = var.scheduler_region
  schedule         = each.value.cron
  time_zone        = each.value.schedule.time_zone
  attempt_deadline = each.value.schedule.deadline

  # Nothing polls, and nothing costs, before pmpctl up.
  paused = true

  http_target {
    http_method = "GET"
    uri         = "${local.service_urls[each.value.collector.service]}/collect"

    oidc_token {
      service_account_email = local.account_emails["scheduler"]
      audience              = local.service_urls[each.value.collector.service]
    }
  }

  retry_config {
    retry_count          = each.value.schedule.retries
    min_backoff_duration = "5s"
    max_backoff_duration = "300s"
  }

  lifecycle {
    # pmpctl up and down switch it.
    ignore_changes = [paused]
  }

  depends_on = [google_project_service.api]
}
