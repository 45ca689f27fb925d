locals {
  has_budget = var.billing_account != null

  budget_stop_settings = {
    SCHEDULER_REGION    = var.scheduler_region
    RUN_REGION          = var.region
    BUDGET_STOP_RECORDS = "${var.project_id}-pmp-budget-stops"
  }
}

resource "google_billing_budget" "monthly" {
  count = local.has_budget ? 1 : 0

  billing_account = var.billing_account
  display_name    = "Paris Mobility Pulse"

  budget_filter {
    projects               = ["projects/${data.google_project.this.number}"]
    calendar_period        = "MONTH"
    credit_types_treatment = "INCLUDE_ALL_CREDITS"
  }

  # The currency is left to the billing account: naming another one fails.
  amount {
    specified_amount {
      units = tostring(var.monthly_budget)
    }
  }

  dynamic "threshold_rules" {
    for_each = [0.5, 0.9, 1.0]

    content {
      threshold_percent = threshold_rules.value
    }
  }

  all_updates_rule {
    pubsub_topic                     = google_pubsub_topic.budget[0].id
    schema_version                   = "1.0"
    monitoring_notification_channels = google_monitoring_notification_channel.email[*].id
  }
}
