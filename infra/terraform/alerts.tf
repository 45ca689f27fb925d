locals {
  held_subscriptions   = sort([for id in keys(local.feeds) : google_pubsub_subscription.hold[id].name])
  worked_subscriptions = sort(concat([for sub in google_pubsub_subscription.curation : sub.name], [for sub in google_pubsub_subscription.push : sub.name]))

  # Each is a PromQL query that answers only while something is wrong.
  alerts = {
    "pmp-dead-letters" = {
      severity = "ERROR"
      duration = "0s"
      query    = "max by (subscription_id) (pubsub_googleapis_com:subscription_num_undelivered_messages{subscription_id=~\"${join("|", local.held_subscriptions)}\"}) > 0"
      help     = "Messages could not be delivered and wait on the hold subscription. See them with `pmpctl dlq`; after a fix, `pmpctl replay`. They are kept 7 days."
    }
    "pmp-backlog-age" = {
      severity = "WARNING"
      duration = "300s"
      query    = "max by (subscription_id) (pubsub_googleapis_com:subscription_oldest_unacked_message_age{subscription_id=~\"${join("|", local.worked_subscriptions)}\"}) > 600"
      help     = "A message has waited for more than ten minutes: its service is down, or fails. `pmpctl status` and `pmpctl logs` say which."
    }
    # An acknowledgement follows the durable append. Only while the collector is called: a paused pipeline must not raise an alert.
    "pmp-no-rows" = {
      severity = "ERROR"
      duration = "0s"
      query = join(" or ", [
        for id, feed in local.curated_feeds :
        "sum(increase(run_googleapis_com:request_count{service_name=\"${feed.collector.service}\"}[10m])) > 3 unless sum(increase(pubsub_googleapis_com:subscription_ack_message_count{subscription_id=\"${google_pubsub_subscription.curation[id].name}\"}[10m])) > 0"
      ])
      help = "The feed has been polled for ten minutes and no row was written. Look at the collector first (`pmpctl logs collector`), then at the engine (`pmpctl status`)."
    }
    "pmp-errors" = {
      severity = "WARNING"
      duration = "0s"
      query    = "sum by (service_name) (increase(run_googleapis_com:request_count{service_name=~\"pmp-.*\", response_code_class=\"5xx\"}[10m])) > 5"
      help     = "A service answered more than five requests with an error in ten minutes. `pmpctl logs` shows them."
    }
  }
}

resource "google_monitoring_alert_policy" "alert" {
  for_each = local.alerts

  display_name          = each.key
  combiner              = "OR"
  severity              = each.value.severity
  notification_channels = google_monitoring_notification_channel.email[*].id

  conditions {
    display_name = each.key

    condition_prometheus_query_language {
      query               = each.value.query
      duration            = each.value.duration
      evaluation_interval = "60s"

      # The metrics appear with the first message.
      disable_metric_validation = true
    }
  }

  documentation {
    content   = each.value.help
    mime_type = "text/markdown"
  }

  alert_strategy {
    auto_close = "86400s"
  }

  depends_on = [google_project_service.api]
}
