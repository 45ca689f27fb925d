# Every push dead letter goes two ways: held for the replay, and into a table for people.
resource "google_pubsub_subscription" "hold" {
  for_each = local.feeds

  name                       = each.value.dead_letters.hold_subscription
  topic                      = google_pubsub_topic.topic[each.value.dead_letters.topic].id
  ack_deadline_seconds       = 60
  message_retention_duration = "604800s"

  expiration_policy {
    ttl = ""
  }
}

resource "google_pubsub_subscription" "export" {
  for_each = local.feeds

  name                       = each.value.dead_letters.export_subscription
  topic                      = google_pubsub_topic.topic[each.value.dead_letters.topic].id
  ack_deadline_seconds       = 60
  message_retention_duration = "604800s"

  bigquery_config {
    table          = "${var.project_id}.${google_bigquery_table.table[each.value.dead_letters.table].dataset_id}.${google_bigquery_table.table[each.value.dead_letters.table].table_id}"
    write_metadata = true
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  expiration_policy {
    ttl = ""
  }

  depends_on = [google_bigquery_table_iam_member.export]
}
