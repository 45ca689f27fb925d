locals {
  polls = {
    "velib-poll-every-minute" = {
      service     = "pmp-velib-collector"
      description = "Polls the status feed."
      schedule    = var.status_schedule
      retries     = 1
    }
    "pmp-velib-station-info-daily" = {
      service     = "pmp-velib-station-info-collector"
      description = "Polls the station-information feed."
      schedule    = "10 3 * * *"
      retries     = 5
    }
  }
}

resource "google_cloud_scheduler_job" "poll" {
  for_each = local.polls

  name             = each.key
  description      = each.value.description
  region           = var.scheduler_region
  schedule         = each.value.schedule
  time_zone        = "Europe/Paris"
  attempt_deadline = "60s"

  # Nothing polls, and nothing costs, before pmpctl up.
  paused = true

  http_target {
    http_method = "GET"
    uri         = "${local.service_urls[each.value.service]}/collect"

    oidc_token {
      service_account_email = local.account_emails["scheduler"]
      audience              = local.service_urls[each.value.service]
    }
  }

  retry_config {
    retry_count          = each.value.retries
    min_backoff_duration = "5s"
    max_backoff_duration = "300s"
  }

  lifecycle {
    # pmpctl up and down switch it.
    ignore_changes = [paused]
  }

  depends_on = [google_project_service.api]
}
