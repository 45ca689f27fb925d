# Curation writes its dead letters into a table and writes one log line per message.
resource "google_monitoring_alert_policy" "curated_dead_letters" {
  display_name          = "pmp-curated-dead-letters"
  combiner              = "OR"
  severity              = "WARNING"
  notification_channels = google_monitoring_notification_channel.email[*].id

  conditions {
    display_name = "pmp-curated-dead-letters"

    condition_matched_log {
      filter = "(resource.type=\"cloud_run_revision\" OR resource.type=\"cloud_run_worker_pool\") AND severity>=WARNING AND jsonPayload.message:\"dead letter\""
    }
  }

  documentation {
    content   = "Curation could not turn a message, or a station of it, into rows. The reason is in ${join(" or ", [for feed in local.curated_feeds : feed.curation.dead_letter_table])}: `pmpctl dlq`."
    mime_type = "text/markdown"
  }

  alert_strategy {
    auto_close = "86400s"

    # A log alert must limit how often it notifies.
    notification_rate_limit {
      period = "3600s"
    }
  }

  depends_on = [google_project_service.api]
}
