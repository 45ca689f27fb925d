locals {
  # The address Cloud Run gives a service is known before the service is: it can be the audience in its own settings.
  service_host = "-${data.google_project.this.number}.${var.region}.run.app"
  service_urls = { for name in keys(local.services) : name => "https://${name}${local.service_host}" }

  images = "${var.region}-docker.pkg.dev/${var.project_id}/pmp"

  account_emails = { for name, account in google_service_account.account : name => account.email }

  services = merge(
    {
      for id, feed in local.feeds : feed.collector.service => {
        image         = "collector"
        account       = feed.collector.account
        caller        = "scheduler"
        memory        = "512Mi"
        concurrency   = 4
        max_instances = 1
        timeout       = "60s"
        settings      = { FEED_ID = id, FEED_URL = feed.address, EVENT_ENCODING = "gzip" }
      }
    },
    {
      for id, feed in local.feeds : feed.writer.service => {
        image         = "writer"
        account       = feed.writer.account
        caller        = "pubsub-push"
        memory        = "512Mi"
        concurrency   = 8
        max_instances = 2
        timeout       = "60s"
        settings      = { FEED_ID = id, DLQ_TEST_ENABLED = tostring(var.dead_letter_drills) }
      }
    },
    # One instance: a table's write stream has one owner, and a second one would only take it over again and again.
    {
      for id, feed in local.curated_feeds : feed.curation.service => {
        image         = "curation"
        account       = feed.curation.account
        caller        = "pubsub-push"
        memory        = "512Mi"
        concurrency   = 8
        max_instances = 1
        timeout       = "120s"
        settings      = { FEED_ID = id, ENGINE = "push" }
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
        settings      = merge(local.feeds_setting, local.budget_stop_settings)
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
        settings      = { REFRESH_SECONDS = tostring(var.dashboard_refresh_seconds) }
      }
    } : {},
  )
}
