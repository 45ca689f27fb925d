# Feeds curation, whichever engine runs: pushed to the service, or pulled by the worker pool or by Dataflow. A feed's one
# ordered subscription; no dead-letter and no retry policy, because Dataflow takes neither and curation writes its own.
resource "google_pubsub_subscription" "curation" {
  for_each = local.curated_feeds

  name                       = each.value.curation.subscription
  topic                      = google_pubsub_topic.topic[each.value.topic].id
  enable_message_ordering    = true
  ack_deadline_seconds       = 120
  message_retention_duration = "604800s"

  dynamic "push_config" {
    for_each = var.curation_engine == "push" ? [local.service_urls[each.value.curation.service]] : []

    content {
      push_endpoint = "${push_config.value}/pubsub"

      oidc_token {
        service_account_email = google_service_account.account["pubsub-push"].email
        audience              = push_config.value
      }
    }
  }

  expiration_policy {
    ttl = ""
  }

  lifecycle {
    # pmpctl up --engine switches between push and pull.
    ignore_changes = [push_config]
  }

  depends_on = [google_service_account_iam_member.push_tokens]
}

# For a person who wants to look at the stream. Nothing else reads it, and a backlog older than a day is billed.
resource "google_pubsub_subscription" "audit" {
  for_each = { for id, feed in local.feeds : id => feed if can(feed.audit_subscription) }

  name                       = each.value.audit_subscription
  topic                      = google_pubsub_topic.topic[each.value.topic].id
  ack_deadline_seconds       = 60
  message_retention_duration = "86400s"

  expiration_policy {
    ttl = ""
  }
}
