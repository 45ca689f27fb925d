locals {
  # One account per service, and one for each of those that call them or BigQuery.
  accounts = merge(
    { for feed in local.feeds : feed.collector.account => feed.collector.description },
    { for feed in local.feeds : feed.writer.account => feed.writer.description },
    { for feed in local.curated_feeds : feed.curation.account => feed.curation.description },
    {
      "pmp-station-info-dlq-replayer" = "Replays dead letters."
      "scheduler"                     = "Cloud Scheduler calls the collectors as this account."
      "pubsub-push"                   = "Pub/Sub pushes messages as this account."
      "pmp-marts-refresher"           = "Cloud Scheduler fills the tables of the marts as this account."
    },
    var.enable_dashboard ? { "pmp-dashboard" = "Shows the marts." } : {},
    var.enable_dataflow ? { "pmp-dataflow" = "Workers of the Dataflow engine." } : {},
    local.has_budget ? { "pmp-budget-stop" = "Stops the pipeline when the budget is spent." } : {},
  )
}

resource "google_service_account" "account" {
  for_each = local.accounts

  account_id   = each.key
  display_name = each.key
  description  = each.value

  depends_on = [google_project_service.api]
}
