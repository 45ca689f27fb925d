# The push paths into tables. None is ordered: one poison message would hold up its whole feed.
resource "google_pubsub_subscription" "push" {
  for_each = local.feeds

  name                       = each.value.writer.subscription
  topic                      = google_pubsub_topic.topic[each.value.topic].id
  ack_deadline_seconds       = 60
  message_retention_duration = "604800s"

  push_config {
    push_endpoint = "${local.service_urls[each.value.writer.service]}/pubsub"

    oidc_token {
      service_account_email = google_service_account.account["pubsub-push"].email
      audience              = local.service_urls[each.value.writer.service]
    }
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.topic[each.value.dead_letters.topic].id
    max_delivery_attempts = 5
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  # Never expires: 31 quiet days must not delete it.
  expiration_policy {
    ttl = ""
  }

  depends_on = [google_service_account_iam_member.push_tokens]
}
