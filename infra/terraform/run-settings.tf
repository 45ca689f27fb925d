locals {
  # The address Cloud Run gives a service is known before the service is: it can be the audience in its own settings.
  service_host = "-${data.google_project.this.number}.${var.region}.run.app"
  service_urls = { for name in keys(local.services) : name => "https://${name}${local.service_host}" }

  images = "${var.region}-docker.pkg.dev/${var.project_id}/pmp"

  account_emails = { for name, account in google_service_account.account : name => account.email }

  services = merge(
    {
      "pmp-velib-collector" = {
        image         = "collector"
        account       = "pmp-velib-collector"
        caller        = "scheduler"
        memory        = "512Mi"
        concurrency   = 4
        max_instances = 1
        timeout       = "60s"
        settings      = { FEED_KIND = "station_status", FEED_URL = var.status_feed_url, EVENT_ENCODING = "gzip" }
      }
      "pmp-velib-station-info-collector" = {
        image         = "collector"
        account       = "pmp-station-info-collector"
        caller        = "scheduler"
        memory        = "512Mi"
        concurrency   = 4
        max_instances = 1
        timeout       = "60s"
        settings      = { FEED_KIND = "station_information", FEED_URL = var.information_feed_url, EVENT_ENCODING = "gzip" }
      }
      "pmp-bq-writer" = {
        image         = "writer"
        account       = "pmp-bq-writer"
        caller        = "pubsub-push"
        memory        = "512Mi"
        concurrency   = 8
        max_instances = 2
        timeout       = "60s"
        settings      = { WRITER_KIND = "raw", DLQ_TEST_ENABLED = tostring(var.dead_letter_drills) }
      }
      "pmp-velib-station-info-writer" = {
        image         = "writer"
        account       = "pmp-station-info-writer"
        caller        = "pubsub-push"
        memory        = "512Mi"
        concurrency   = 8
        max_instances = 2
        timeout       = "60s"
        settings      = { WRITER_KIND = "station_information", DLQ_TEST_ENABLED = tostring(var.dead_letter_drills) }
      }
      # One instance: the table's write stream has one owner, and a second one would only take it over again and again.
      "pmp-velib-curated" = {
        image         = "curation"
        account       = "pmp-velib-curated"
        caller        = "pubsub-push"
        memory        = "512Mi"
        concurrency   = 8
        max_instances = 1
        timeout       = "120s"
        settings      = { ENGINE = "push" }
      }
    },
    local.has_budget ? {
      "pmp-budget-stop" = {
        image         = "budget-stop"
        account       = "pmp-budget-stop"
        caller        = "pubsub-push"
        memory        = "512Mi"
        concurrency   = 1
        max_instances = 1
        timeout       = "300s"
        settings      = local.budget_stop_settings
      }
    } : {},
    var.enable_dashboard ? {
      "pmp-dashboard" = {
        image         = "dashboard"
        account       = "pmp-dashboard"
        caller        = null
        memory        = "512Mi"
        concurrency   = 80
        max_instances = 1
        timeout       = "60s"
        settings      = {}
      }
    } : {},
  )
}
