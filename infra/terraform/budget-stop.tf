# Budget notifications, several a day, go to a service that does what pmpctl down does once the cost has reached the
# budget, once per period. Everything here exists only with a billing account.
resource "google_pubsub_topic" "budget" {
  count = local.has_budget ? 1 : 0

  name = "pmp-budget-alerts"

  depends_on = [google_project_service.api]
}

resource "google_pubsub_subscription" "budget_stop" {
  count = local.has_budget ? 1 : 0

  name                       = "pmp-budget-alerts-to-stop-sub"
  topic                      = google_pubsub_topic.budget[0].id
  ack_deadline_seconds       = 300
  message_retention_duration = "86400s"

  push_config {
    push_endpoint = "${local.service_urls["pmp-budget-stop"]}/pubsub"

    oidc_token {
      service_account_email = local.account_emails["pubsub-push"]
      audience              = local.service_urls["pmp-budget-stop"]
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  expiration_policy {
    ttl = ""
  }

  depends_on = [google_service_account_iam_member.push_tokens]
}

# One empty object per period that was stopped: an operator who starts the pipeline again is not stopped twice.
resource "google_storage_bucket" "budget_stops" {
  count = local.has_budget ? 1 : 0

  name                        = local.budget_stop_settings.BUDGET_STOP_RECORDS
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      age = 400
    }
  }

  depends_on = [google_project_service.api]
}
